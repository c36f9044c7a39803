package luabind

// This file shows invocations, what policies are asked about, and transfers.

import (
	"fmt"
	"math"
	"strings"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/human"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

func (rt *Runtime) openInvocationCards() {
	w := rt.world
	shows(w.handles, func(h *engine.Handle, _ *printer) card {
		r := h.Record()
		return recordCard(&r)
	})
	lists(w.handles, recordColumns, func(h *engine.Handle) []string {
		r := h.Record()
		return recordCells(&r)
	})
	briefs(w.handles, func(h *engine.Handle) string {
		r := h.Record()
		return invocationName(&r)
	})
	shows(w.records, func(v *recordView, _ *printer) card {
		if v.record == nil {
			return card{title: w.records.over(v)}
		}
		return recordCard(v.record)
	})
	lists(w.records, recordColumns, func(v *recordView) []string {
		if v.record == nil {
			return strings.Split("-"+strings.Repeat(" -", len(recordColumns)-1), " ")
		}
		return recordCells(v.record)
	})
	briefs(w.records, func(v *recordView) string {
		if v.record == nil {
			return "record (over)"
		}
		return invocationName(v.record)
	})
}

var recordColumns = []string{">id", "function", "status", "start", ">submitted", ">latency", ">host", ">container", ">cost"}

func recordCells(r *engine.Record) []string {
	start, host, container, cost := "-", "-", "-", "-"
	if r.Placed != sim.Never {
		start, host, container = startOf(r), fmt.Sprint(r.Host), fmt.Sprint(r.Instance)
	}
	if r.Status.Ended() {
		cost = human.USD(r.Cost.USD())
	}
	return []string{
		fmt.Sprint(r.ID), nameOfFunction(r), r.Status.String(), start, near(r.Submitted), span(r.Latency()), host, container, cost,
	}
}

func invocationName(r *engine.Record) string {
	return fmt.Sprintf("invocation %d of %q", r.ID, nameOfFunction(r))
}

func startOf(r *engine.Record) string {
	if r.Cold {
		return "cold"
	}
	return "warm"
}

// doing says what an invocation that has not ended is waiting for.
func doing(r *engine.Record) string {
	never := func(t sim.Time) bool { return t == sim.Never }
	switch {
	case r.Status.Ended():
		return ""
	case never(r.Dispatched):
		return "being dispatched"
	case never(r.Placed):
		return "waiting for a place"
	case !r.Cold && never(r.Ready):
		return "being handed over"
	case never(r.Ready):
		return preparing(r)
	case never(r.Started):
		return "taking in its ingress"
	case never(r.Finished):
		return "running"
	}
	return "sending its egress"
}

// preparing says how far a cold start has come.
func preparing(r *engine.Record) string {
	for _, step := range []struct {
		done sim.Time
		name string
	}{
		{r.Downloaded, "waiting for its image"}, {r.Copied, "copying its image"}, {r.Loaded, "loading its image"},
		{r.Created, "making its container"}, {r.Cloned, "cloning its code"},
	} {
		if step.done == sim.Never {
			return step.name
		}
	}
	return "starting its runtime"
}

// recordCard shows an invocation.
func recordCard(r *engine.Record) card {
	c := card{title: fmt.Sprintf("%s at %q", invocationName(r), r.Provider.Name())}
	status := r.Status.String()
	if now := doing(r); now != "" && now != status {
		status += ": " + now
	}
	c.row("status", status)
	c.row("error", r.Message)
	if r.Placed != sim.Never {
		c.row("start", fmt.Sprintf("%s, in container %d on host %d", startOf(r), r.Instance, r.Host))
	}
	c.row("submitted", moment(r.Submitted))
	if r.Status.Ended() {
		c.row("ended", moment(r.Ended))
		c.row("latency", span(r.Latency()))
	} else {
		c.row("so far", span(r.Latency()))
	}
	var phases []string
	for _, p := range r.Phases() {
		if p.Took > 0 {
			phases = append(phases, p.Name+" "+span(p.Took))
		}
	}
	c.row("phases", strings.Join(phases, ", "))
	c.row("moved", joined(optional("%s in", r.Ingress, data), optional("%s out", r.Egress, data)))
	c.row("peaks", joined(optional("RAM %s", r.RAMPeak, ram), optional("disk %s", r.DiskPeak, data)))
	if r.CPU > 0 {
		c.row("CPU", seconds(r.CPU))
	}
	if r.Cost != 0 {
		c.row("cost", human.USD(r.Cost.USD()))
	}
	return c
}

// openPolicyCards shows what policies are asked about.
func (rt *Runtime) openPolicyCards() {
	w := rt.world
	shows(w.requests, func(v *requestView, _ *printer) card {
		if !v.live {
			return card{title: w.requests.over(v)}
		}
		c := card{title: fmt.Sprintf("request: invocation %d of %q at %q", v.ID(), v.Name(), v.p.Name())}
		c.row("submitted", fmt.Sprintf("%s, %s ago", moment(v.Submitted()), span(v.Now()-v.Submitted())))
		c.row("waiting", yes(v.Waiting()))
		c.row("needs", joined("RAM "+ram(v.Limits().RAM), "disk "+data(v.Limits().Disk)))
		c.row("image", joined(v.Image().Name, data(v.Image().Size)))
		return c
	})
	shows(w.candidates, func(v *candidateView, _ *printer) card {
		if !v.live {
			return card{title: w.candidates.over(v)}
		}
		x := &v.candidate
		c := card{title: fmt.Sprintf("candidate for eviction: %v at %q", x.Kind, v.p.Name())}
		c.row("size", joined(data(x.Size), optional("RAM %s", x.RAM, ram)))
		c.row("uses", joined(count(x.Uses), "the last at "+moment(x.LastUsed)))
		return c
	})
	shows(w.moves, func(v *moveView, _ *printer) card {
		if v.move == nil {
			return card{title: w.moves.over(v)}
		}
		c := card{title: fmt.Sprintf("%v of image %q", v.move.Kind, v.move.Image.Name)}
		c.row("bytes", data(v.move.Bytes()))
		c.row("from", fmt.Sprintf("%s to %s", moment(v.move.Began), moment(v.move.Ended)))
		return c
	})
}

// openFlowCards shows transfers.
func (rt *Runtime) openFlowCards() {
	lists(rt.world.flows, []string{"what", ">rate", ">remaining", ">ends", "from", "to", "for", "kind"}, (*flowView).cells)
	shows(rt.world.flows, func(f *flowView, _ *printer) card {
		c := card{title: fmt.Sprintf("%s of %s at %q", f.Kind, f.what(), f.p.Name())}
		c.row("from", f.From.String())
		c.row("to", f.To.String())
		c.row("set out", moment(f.Asked))
		c.row("remaining", fmt.Sprintf("%s of %s", dataOf(f.Left), dataOf(f.Bytes)))
		if f.Began == sim.Never {
			c.row("rate", "nothing moves yet: its path has a latency")
		} else {
			c.row("rate", flowRate(f.Rate))
			c.row("ends", moment(f.Ends)+" at this rate")
		}
		c.row("for", f.whom())
		return c
	})
}

// flowRate writes the rate of a transfer that has begun.
func flowRate(r float64) string {
	if math.IsInf(r, 1) {
		return "unlimited"
	}
	return dataOf(r) + "/s"
}

func (f *flowView) what() string {
	if f.File == nil {
		return dataOf(f.Bytes)
	}
	return f.File.Name
}

// whom says for which invocations a transfer is.
func (f *flowView) whom() string {
	name := f.p.nameOfID(f.Function)
	switch len(f.Invocations) {
	case 0:
		return "nobody in particular"
	case 1:
		return fmt.Sprintf("invocation %d of %q", f.Invocations[0], name)
	}
	text := "invocations " + serials(f.Invocations)
	if name != "" {
		text += fmt.Sprintf(" of %q", name)
	}
	return text
}

func (f *flowView) cells() []string {
	rate := flowRate(f.Rate)
	if f.Began == sim.Never {
		rate = "latency"
	}
	return []string{f.what(), rate, dataOf(f.Left), near(f.Ends), shortPlace(f.From), shortPlace(f.To), dash(serials(f.Invocations)), f.Kind}
}

// shortPlace names a place for a table.
func shortPlace(p engine.Place) string {
	switch p.Kind {
	case engine.AtRepository:
		return p.Repository.Config.Name
	case engine.InStorage:
		return "storage"
	case engine.OnHostDisk:
		return fmt.Sprintf("host %d", p.Host)
	case engine.InHostRAM:
		return fmt.Sprintf("RAM of host %d", p.Host)
	case engine.InContainer:
		return fmt.Sprintf("container %d", p.Container)
	}
	return p.String()
}
