package engine

// This file tests bills and the summary.

import (
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// perMonth bills a dollar for every request of the month so far and keeps what it
// was given.
type perMonth struct{ seen *[]Usage }

func (p perMonth) Bill(u *Usage, b *Bill) error {
	if b.Add("bad", math.NaN()) == nil || b.Add("worse", math.Inf(1)) == nil {
		return errors.New("accepted an amount that is none")
	}
	record := *u.Record
	*p.seen = append(*p.seen, Usage{Record: &record, Limits: u.Limits, MonthRequests: u.MonthRequests, MonthGBSeconds: u.MonthGBSeconds})
	if err := b.Add("requests", float64(u.MonthRequests)); err != nil {
		return err
	}
	if u.MonthRequests > 1 {
		return b.Add("credit", -0.25)
	}
	return nil
}

// TestBills: invocations of 512 MiB and 4 s, 2 GiB·s each, three in the first month
// and two in the next but one. A rejected one is not billed, a failed one is.
func TestBills(t *testing.T) {
	var seen []Usage
	w := newTiny(t, ProviderConfig{Billing: perMonth{&seen}, Hosts: slots(1, 1), Queue: QueueConfig{Bounded: true}})
	image := w.file("image", 0)
	w.fn("f", image, 4.0, Limits{RAM: 512 * unit.MiB})
	w.fn("fails", image, code(func(*Context) error { return errPlanned }), Limits{})
	day := 24 * 3600.0
	w.ask("f", 0, 1, 10, 20)
	w.ask("fails", 30)
	w.ask("f", 61*day, 61*day+10)
	w.run()
	require.Equal(t, Rejected, w.rec(1).Status)
	require.Len(t, seen, 6)
	for k, want := range []struct {
		requests  uint64
		gbSeconds float64
		cost      float64
	}{{0, 0, 0}, {1, 2, 1}, {2, 4, 1.75}, {3, 6, 2.75}, {0, 0, 0}, {1, 2, 1}} {
		require.Equal(t, want.requests, seen[k].MonthRequests, "bill %d", k)
		require.Equal(t, want.gbSeconds, seen[k].MonthGBSeconds, "bill %d", k)
		require.Equal(t, want.cost, map[int]Record{0: w.rec(0), 1: w.rec(2), 2: w.rec(3), 3: w.rec(4), 4: w.rec(5), 5: w.rec(6)}[k].Cost.USD(), "bill %d", k)
		require.True(t, seen[k].Status.Ended())
		require.Equal(t, map[bool]float64{true: 2, false: 0}[k != 3], seen[k].GBSeconds())
	}
	sum := w.p.Summary()
	require.Equal(t, []BillItem{{"requests", 7}, {"credit", -0.5}}, sum.Bill)
	require.Equal(t, 6.5, sum.Billed)
	require.Equal(t, []float64{3.75, 2.75}, []float64{sum.Functions[0].USD, sum.Functions[1].USD})
}

// TestSummary works out the summary of two invocations of 4 s on one slot, at 0 and
// 2 s, in a container that is created in 1 s and kept for 7 s; the clock ends at 16.
func TestSummary(t *testing.T) {
	w := newTiny(t, ProviderConfig{
		Hosts: []HostGroup{{Count: 2, Slots: 1, RAM: 100, Disk: Disk{Capacity: 1000}}}, KeepAlive: FixedKeepAlive(secs(7)),
		Overhead: overhead(1, 0), Storage: Disk{Capacity: 500}, Schedule: firstOrWait{},
	})
	w.fn("f", w.file("image", 50), 4.0, Limits{RAM: 10, Disk: 20})
	w.fn("unused", w.p.fns[1].fn.Image, 1.0, Limits{})
	w.ask("f", 0, 2)
	w.run()
	require.Equal(t, "cold@5 warm@9", w.ends())
	require.Equal(t, secs(16), w.Now())
	s := w.Summary()
	require.Equal(t, Summary{
		Schema: SummarySchema, Seed: 1, Simulated: 16, Events: w.Events(), Invocations: 2, Fingerprint: w.Fingerprint(), Providers: s.Providers,
	}, *s)
	p := s.Providers[0]
	require.Equal(t, Counts{Submitted: 2, OK: 2, Cold: 1, Warm: 1, Containers: 1, Expired: 1}, p.Counts)
	require.Equal(t, 0.5, p.ColdShare)
	require.Equal(t, Distribution{2, 6, 5, 5, 7, 7, 7, 7, 7}, exact(p.Latency))
	require.Equal(t, Distribution{2, 1.5, 0, 0, 3, 3, 3, 3, 3}, exact(p.Queueing))
	require.Equal(t, Distribution{2, 4, 4, 4, 4, 4, 4, 4, 4}, exact(p.Execution))
	require.Equal(t, Distribution{1, 1, 1, 1, 1, 1, 1, 1, 1}, exact(p.Cold))
	require.Equal(t, []ResourceUse{
		{"slots", "slots", 9.0 / 16, 1, 2}, // from 0 to 9
		{"ram", "bytes", 10, 10, 200},      // all the time
		{"disk", "bytes", 70, 70, 2000},
		{"storage", "bytes", 50, 50, 500},
		{"queue", "invocations", 3.0 / 16, 1, 0}, // from 2 to 5
		{"containers_busy", "containers", 9.0 / 16, 1, 0},
		{"containers_idle", "containers", 7.0 / 16, 1, 0},
	}, p.Use)
	require.Equal(t, []CacheSummary{{Name: "storage", Misses: 1}, {Name: "hosts", Misses: 1}}, p.Caches)
	require.Equal(t, []FunctionSummary{{Name: "f", Invocations: 2, OK: 2, Cold: 1, MeanLatency: 6}, {Name: "unused"}}, p.Functions)
}

// exact rounds percentiles, which are up to 0.1 % off, to whole seconds.
func exact(d Distribution) Distribution {
	for _, q := range []*float64{&d.P50, &d.P90, &d.P95, &d.P99, &d.P999} {
		*q = math.Round(*q)
	}
	return d
}

// firstOrWait uses host 1 only.
type firstOrWait struct{}

func (firstOrWait) Schedule(r Request, c *Cluster) (d Decision, err error) {
	if d.Container = c.Warm(r); d.Container == 0 && c.CanTake(1, r) {
		d.Host = 1
	}
	return d, nil
}
