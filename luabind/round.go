package luabind

// This file makes a policy of the engine of the function round, which decides
// for all waiting invocations at once.

import (
	"fmt"
	"slices"

	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
)

// stepNames are the fields of a step, after the two that have no name.
var stepNames = []string{"copy", "host", "load", "needs"}

const (
	wantSteps = "an array of steps, or nil"
	wantStep  = "{ request, container or host }, { copy = image, host = host } or { load = image, host = host }"
)

// A roundHook asks round(waiting, cluster).
type roundHook struct{ *hook }

// Round implements [engine.RoundPolicy].
func (h *roundHook) Round(waiting []engine.Request, _ *engine.Cluster, plan *engine.Plan) error {
	v := &h.p.views
	list := h.p.rt.root.CreateTable(len(waiting), 0)
	for k, r := range waiting {
		list.Append(h.p.waiting(k, r))
	}
	L := h.cb.begin()
	L.Push(list)
	L.Push(v.cluster)
	err := h.call(L, 2, 1)
	if err == nil {
		err = h.steps(L.Get(-1), plan)
		h.cb.end(L)
	}
	for k := range waiting {
		v.waiting[k].view.live = false
	}
	return err
}

// A waitingView is the view of a request that waits, which is used for one round
// after the other.
type waitingView struct {
	view  *requestView
	value *lua.LUserData
}

// waiting returns view k, which stands for r.
func (p *provider) waiting(k int, r engine.Request) lua.LValue {
	v := &p.views
	for len(v.waiting) <= k {
		view := &requestView{p: p}
		v.waiting = append(v.waiting, waitingView{view, p.rt.world.requests.wrap(view)})
	}
	v.waiting[k].view.ask(r, "round")
	return v.waiting[k].value
}

// steps adds what the function has returned to plan.
func (h *roundHook) steps(answer lua.LValue, plan *engine.Plan) error {
	if answer == lua.LNil {
		return nil
	}
	t, ok := answer.(*lua.LTable)
	if !ok {
		return h.nonsense(answer, wantSteps)
	}
	n := 0
	for k, _ := t.Next(lua.LNil); k != lua.LNil; k, _ = t.Next(k) {
		if _, ok := k.(lua.LNumber); !ok {
			return h.errorf("returned a table with the field %s: must be %s, each of which is a table", given(k), wantSteps)
		}
		n++
	}
	if n != t.Len() {
		return h.errorf("returned an array with holes: must be %s", wantSteps)
	}
	for i := 1; i <= n; i++ {
		if err := h.step(t.RawGetInt(i), plan); err != nil {
			return h.errorf("returned as step %d %v", i, err)
		}
	}
	return nil
}

// step adds one step to plan. The error ends the sentence "returned as step 3".
func (h *roundHook) step(v lua.LValue, plan *engine.Plan) error {
	t, ok := v.(*lua.LTable)
	if !ok {
		return fmt.Errorf("%s", mustBe(v, wantStep))
	}
	if err := knownFields(t); err != nil {
		return err
	}
	copied, loaded := t.RawGetString("copy"), t.RawGetString("load")
	switch {
	case copied != lua.LNil && loaded != lua.LNil:
		return fmt.Errorf("a table with both copy and load: must be %s", wantStep)
	case copied != lua.LNil:
		return h.move(t, "copy", plan.Copy)
	case loaded != lua.LNil:
		return h.move(t, "load", plan.Load)
	}
	return h.start(t, plan)
}

// knownFields reports the first field that a step does not have.
func knownFields(t *lua.LTable) error {
	for k, _ := t.Next(lua.LNil); k != lua.LNil; k, _ = t.Next(k) {
		name, isName := k.(lua.LString)
		switch {
		case !isName && k != lua.LNumber(1) && k != lua.LNumber(2):
			return fmt.Errorf("a table with the field %s: must be %s", given(k), wantStep)
		case isName && !slices.Contains(stepNames, string(name)):
			return fmt.Errorf("a table with the unknown field %q%s: must be %s", string(name), didYouMean(string(name), stepNames), wantStep)
		}
	}
	return nil
}

// move adds { copy = image, host = host }, or the same of load.
func (h *roundHook) move(t *lua.LTable, name string, add func(*engine.File, engine.HostID)) error {
	if t.Len() > 0 || t.RawGetString("needs") != lua.LNil {
		return fmt.Errorf("a table with %s and more: must be { %s = image, host = host }", name, name)
	}
	w := h.p.rt.world
	image, ok := w.files.from(t.RawGetString(name))
	if l, isLocation := w.locations.from(t.RawGetString(name)); isLocation {
		image, ok = l.File, true
	}
	if !ok {
		return fmt.Errorf("the %s of %s", name, mustBe(t.RawGetString(name), "an image or its location"))
	}
	host, err := h.host(t.RawGetString("host"), "host")
	if err != nil {
		return err
	}
	add(image, host)
	return nil
}

// start adds { request, container } or { request, host }.
func (h *roundHook) start(t *lua.LTable, plan *engine.Plan) error {
	r, ok := h.p.rt.world.requests.from(t.RawGetInt(1))
	if !ok || !r.live || r.p != h.p {
		return fmt.Errorf("%s as its request: must be one of the requests that wait; a step is %s", given(t.RawGetInt(1)), wantStep)
	}
	if host := t.RawGetString("host"); host != lua.LNil {
		return fmt.Errorf("a request and host = %s: must be { request, host }", given(host))
	}
	if c, ok := h.p.rt.world.containers.from(t.RawGetInt(2)); ok {
		return h.reuse(r.Request, c, t.RawGetString("needs"), plan)
	}
	host, err := h.host(t.RawGetInt(2), "container or host")
	if err != nil {
		return err
	}
	state := engine.NotThere
	if needs := t.RawGetString("needs"); needs != lua.LNil {
		name, problem := toEnum(needs, imageStates[1:])
		if problem != "" {
			return fmt.Errorf("needs = %s", problem)
		}
		for imageStates[state] != name {
			state++
		}
	}
	plan.Start(r.Request, host, state)
	return nil
}

// imageStates are the names of where an image can be, in the order of the engine's
// constants.
var imageStates = []string{
	engine.NotThere.String(), engine.Copying.String(), engine.OnDisk.String(), engine.Loading.String(), engine.InRAM.String(),
}

func (h *roundHook) reuse(r engine.Request, c *containerView, needs lua.LValue, plan *engine.Plan) error {
	switch {
	case c.p != h.p:
		return fmt.Errorf("a container of another provider")
	case c.gone():
		return fmt.Errorf("container %d, which is gone", c.serial)
	case needs != lua.LNil:
		return fmt.Errorf("a container and needs = %s: only a host needs the image", given(needs))
	}
	plan.Reuse(r, c.id)
	return nil
}

// host returns the host that a step names.
func (h *roundHook) host(v lua.LValue, what string) (engine.HostID, error) {
	if host, ok := h.p.rt.world.hosts.from(v); ok {
		if host.p != h.p {
			return 0, fmt.Errorf("a host of another provider")
		}
		return host.id, nil
	}
	n, problem := toInteger(v, 1, int64(h.p.Cluster().Hosts()))
	if problem != "" {
		return 0, fmt.Errorf("%s as its %s: must be a %s; hosts are numbered from 1 to %d", given(v), what, what, h.p.Cluster().Hosts())
	}
	return engine.HostID(n), nil
}
