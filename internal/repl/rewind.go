package repl

// This file goes back in time by evaluating the log again.

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/coldmoon-sim/coldmoon/engine/human"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/internal/report"
	"github.com/coldmoon-sim/coldmoon/luabind"
)

// errStopped is returned when a replay was interrupted.
var errStopped = errors.New("interrupted; the session stays as it is")

// replay evaluates a log in a fresh runtime, without printing, and checks that it
// leads where it led before.
func (s *session) replay(log []entry, doing string) (*luabind.Runtime, []*gate, error) {
	rt, gates, err := s.newRuntime()
	if err != nil {
		return nil, nil, err
	}
	ok := s.during(rt, doing, func() { err = s.repeat(rt, log) })
	if !ok {
		err = errStopped
	}
	if err != nil {
		if ok {
			rt.Close()
		}
		return nil, nil, err
	}
	return rt, gates, nil
}

// repeat evaluates a log in rt.
func (s *session) repeat(rt *luabind.Runtime, log []entry) error {
	for i, e := range log {
		in := e.in
		in.Quiet = true
		out := rt.Eval(in)
		stopped := out.Err != nil && out.Err.Code == luabind.EINTR
		if stopped && !(in.Cut > 0 && out.Events >= in.Cut || in.Till > 0 && rt.Now() >= in.Till) {
			return errStopped
		}
		got := stateOf(rt, out)
		if log[i].fresh {
			log[i].after, log[i].fresh = got, false
		} else if got != e.after && !s.loose {
			return mismatch(e, got)
		}
	}
	return nil
}

// mismatch is the error of a replay that led elsewhere.
func mismatch(e entry, got state) error {
	return &luabind.Error{Code: luabind.EPANIC, Exit: 109, Message: fmt.Sprintf(
		"the replay of the session differs after %q: fingerprint %s at %s after %d events, not %s at %s after %d; the session stays as it is",
		brief(e.in.Source), got.fingerprint, human.Seconds(got.now.Seconds()), got.events,
		e.after.fingerprint, human.Seconds(e.after.now.Seconds()), e.after.events)}
}

// rewind goes back to a time in seconds, or to before the last input that moved time.
func (s *session) rewind(to *float64) error {
	keep, cut, err := s.target(to)
	if err != nil {
		return err
	}
	undone := s.log[len(keep):]
	partly := ""
	if cut != nil {
		keep, partly = append(slices.Clone(keep), *cut), ", the first from there on"
	}
	rt, gates, err := s.replay(keep, "rewinding")
	if err != nil {
		return err
	}
	s.replace(rt, gates, keep)
	s.say(fmt.Sprintf("rewound to %s; %s undone%s%s",
		human.Seconds(rt.Now().Seconds()), plural(len(undone), "input"), partly, listed(undone)))
	return nil
}

// target returns the part of the log that leads to a time, and the input that is to be
// given up there, nil if none is under way then.
func (s *session) target(to *float64) (keep []entry, cut *entry, err error) {
	if to == nil {
		i := len(s.log) - 1
		for i >= 0 && !s.log[i].moved() {
			i--
		}
		if i < 0 {
			return nil, nil, errors.New("rewind: nothing has moved time so far")
		}
		return s.log[:i], nil, nil
	}
	t := sim.Seconds(*to)
	if now := s.present().now; t > now {
		return nil, nil, fmt.Errorf("rewind: %s: must not be after now, %s; run_until goes on", human.Seconds(*to), human.Seconds(now.Seconds()))
	}
	i := slices.IndexFunc(s.log, func(e entry) bool { return e.after.now > t })
	if i < 0 {
		i = len(s.log)
	}
	keep = s.log[:i]
	if i == len(s.log) || s.log[i].before.now >= t {
		return keep, nil, nil
	}
	part := s.log[i]
	part.in.Till, part.fresh, part.failed = t, true, ""
	return keep, &part, nil
}

// listed names inputs in one line.
func listed(log []entry) string {
	const most = 5
	var names []string
	for _, e := range log {
		if strings.HasPrefix(e.in.Name, typedPrefix) {
			names = append(names, brief(e.in.Source))
		} else {
			names = append(names, e.in.Name) // a file
		}
	}
	if len(names) > most {
		names = append(names[:most], "…")
	}
	if len(names) == 0 {
		return ""
	}
	return ": " + strings.Join(names, " · ")
}

// A branch is a log that was kept.
type branch struct {
	log []entry
	at  sim.Time
}

// fork keeps the present as A.
func (s *session) fork() {
	s.forked = &branch{slices.Clone(s.log), s.rt.Now()}
	s.say(fmt.Sprintf("kept as A at %s; what comes now is B, and compare() shows both", human.Seconds(s.rt.Now().Seconds())))
}

// compare lets A go on to the time of B and shows both.
func (s *session) compare() error {
	if s.forked == nil {
		return errors.New("compare: there is nothing to compare with; fork() keeps the present as A")
	}
	rt, _, err := s.replay(s.forked.log, "replaying A")
	if err != nil {
		return err
	}
	defer rt.Close()
	if now := s.rt.Now(); now > rt.Now() {
		in := luabind.Input{Source: fmt.Sprintf("coldmoon.run{till = %.9f}", now.Seconds()), Name: "compare", Quiet: true}
		var out luabind.Outcome
		if !s.during(rt, "replaying A", func() { out = rt.Eval(in) }) || out.Err != nil && out.Err.Code == luabind.EINTR {
			return errStopped
		}
		if out.Err != nil {
			return out.Err
		}
	}
	return report.Branches(s.stdout, rt.Summary(), s.rt.Summary(), s.opt.Paint)
}
