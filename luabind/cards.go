package luabind

// This file says how quantities are written on cards, and which classes have cards.

import (
	"fmt"
	"math"
	"strings"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/human"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// openCards says how objects are shown.
func (rt *Runtime) openCards() {
	rt.openProviderCards()
	rt.openHostCards()
	rt.openImageCards()
	rt.openInvocationCards()
	rt.openPolicyCards()
	rt.openFlowCards()
}

// ram and data write bytes of RAM and of what is stored and moved.
func ram(b unit.Bytes) string  { return orUnlimited(b, human.RAM) }
func data(b unit.Bytes) string { return orUnlimited(b, human.Data) }

func orUnlimited(b unit.Bytes, write func(float64) string) string {
	if b > mostBytes {
		return "unlimited"
	}
	return tight(write(float64(b)))
}

// outOf writes how much of what there is is used; what is unlimited is not said.
func outOf(used, all, of string) string {
	if all == "unlimited" {
		return used
	}
	return used + of + all
}

// tight takes the space out of a quantity, so that no line is broken there.
func tight(s string) string { return strings.ReplaceAll(s, " ", "") }

// dataOf writes a number of bytes that need not be whole.
func dataOf(b float64) string { return tight(human.Data(b)) }

// rate writes bytes per second; 0 and infinity are unlimited.
func rate(r float64) string {
	if r == 0 || math.IsInf(r, 1) {
		return "unlimited"
	}
	return dataOf(r) + "/s"
}

// span writes how long something takes.
func span(t sim.Time) string {
	if t == sim.Never {
		return "forever"
	}
	return engine.Span(t)
}

// seconds is span for a number of seconds.
func seconds(s float64) string { return span(sim.Seconds(s)) }

// moment writes a point in time, to the microsecond.
func moment(t sim.Time) string {
	if t == sim.Never {
		return "-"
	}
	return engine.Clock(t)
}

// near writes a point in time to the millisecond, for tables.
func near(t sim.Time) string {
	const ms = sim.Time(1_000_000)
	if t == sim.Never {
		return "-"
	}
	return engine.Clock((t + ms/2) / ms * ms)
}

// count writes a number of things.
func count[T int | uint64](n T) string { return human.Count(uint64(n)) }

// things writes a number and what it is of.
func things[T int | uint64](n T, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return count(n) + " " + many
}

// slotCount writes a number of slots, which may be unlimited.
func slotCount(n int) string {
	if n > math.MaxInt32/2 {
		return "unlimited"
	}
	return count(n)
}

// yes writes a condition, "-" if it does not hold.
func yes(b bool) string {
	if b {
		return "yes"
	}
	return "-"
}

// dash writes "-" for nothing.
func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// joined writes the parts that are not empty.
func joined(parts ...string) string {
	var list []string
	for _, s := range parts {
		if s != "" {
			list = append(list, s)
		}
	}
	return strings.Join(list, ", ")
}

// optional formats a quantity, and writes nothing if it is 0.
func optional[T int | int64 | uint64 | unit.Bytes | sim.Time](format string, n T, write func(T) string) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(format, write(n))
}

// few writes the first of the names.
func few(names []string) string {
	return strings.TrimPrefix(some(names), "registered: ")
}

// serials writes numbers of invocations: "7", or "7, 9 and 3 more".
func serials(list []uint64) string {
	const most = 3
	text := ""
	for k, n := range list {
		switch {
		case k == most:
			return text + fmt.Sprintf(" and %d more", len(list)-k)
		case k > 0:
			text += ", "
		}
		text += fmt.Sprint(n)
	}
	return text
}

// link writes a bandwidth and a latency.
func link(l engine.Link) string {
	return joined(rate(l.Bandwidth), optional("latency %s", l.Latency, span))
}

// diskRates writes how fast a disk is, "" if nothing limits it.
func diskRates(d engine.DiskSpeed) string {
	part := func(name string, r float64) string {
		if r == 0 {
			return ""
		}
		return name + " " + rate(r)
	}
	return joined(part("read", d.Read), part("write", d.Write), part("total", d.Total))
}
