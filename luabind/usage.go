package luabind

// This file binds billing: it gives a Lua function the usage of an invocation
// and puts what it returns on the bill.

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// usageFields are the fields of a usage.
var usageFields = map[string]func(u *engine.Usage) lua.LValue{
	"billed_from":      func(u *engine.Usage) lua.LValue { return timeOrNil(u.Started) },
	"billed_to":        func(u *engine.Usage) lua.LValue { return timeOrNil(u.Finished) },
	"cold":             func(u *engine.Usage) lua.LValue { return lua.LBool(u.Cold) },
	"concurrency":      func(u *engine.Usage) lua.LValue { return lua.LNumber(u.Limits.Concurrency) },
	"cpu_seconds":      func(u *engine.Usage) lua.LValue { return lua.LNumber(u.CPU) },
	"disk":             func(u *engine.Usage) lua.LValue { return luaBytes(u.Limits.Disk) },
	"disk_peak":        func(u *engine.Usage) lua.LValue { return luaBytes(u.DiskPeak) },
	"duration":         func(u *engine.Usage) lua.LValue { return luaSeconds(u.Execution()) },
	"egress":           func(u *engine.Usage) lua.LValue { return luaBytes(u.Egress) },
	"ended":            func(u *engine.Usage) lua.LValue { return luaSeconds(u.Ended) },
	"fn":               func(u *engine.Usage) lua.LValue { return lua.LString(nameOfFunction(u.Record)) },
	"gb_seconds":       func(u *engine.Usage) lua.LValue { return lua.LNumber(u.GBSeconds()) },
	"id":               func(u *engine.Usage) lua.LValue { return lua.LNumber(u.ID) },
	"ingress":          func(u *engine.Usage) lua.LValue { return luaBytes(u.Ingress) },
	"init_duration":    func(u *engine.Usage) lua.LValue { return luaSeconds(initDuration(u)) },
	"latency":          func(u *engine.Usage) lua.LValue { return luaSeconds(u.Latency()) },
	"month":            func(u *engine.Usage) lua.LValue { return lua.LNumber(u.Ended / billingMonth) },
	"month_gb_seconds": func(u *engine.Usage) lua.LValue { return lua.LNumber(u.MonthGBSeconds) },
	"month_requests":   func(u *engine.Usage) lua.LValue { return lua.LNumber(u.MonthRequests) },
	"provider":         func(u *engine.Usage) lua.LValue { return lua.LString(u.Provider.Name()) },
	"ram":              func(u *engine.Usage) lua.LValue { return luaBytes(u.Limits.RAM) },
	"ram_peak":         func(u *engine.Usage) lua.LValue { return luaBytes(u.RAMPeak) },
	"start_duration":   func(u *engine.Usage) lua.LValue { return luaSeconds(u.Initialisation()) },
	"status":           func(u *engine.Usage) lua.LValue { return lua.LString(u.Status.String()) },
}

// billingMonth is the month from whose beginning month_requests and
// month_gb_seconds are counted.
const billingMonth = 30 * 24 * 3600 * 1_000_000_000 * sim.Time(1)

// initDuration is how long the runtime of a cold start took to be up, without
// what came before: what providers call the init phase.
func initDuration(u *engine.Usage) sim.Time {
	if !u.Cold || u.Cloned == sim.Never || u.Ready == sim.Never {
		return 0
	}
	return u.Ready - u.Cloned
}

// A billingHook asks billing(usage).
//
// The usage is one table for all calls, with the fields that the function has
// used so far: they are filled in before a call, and one that it has never used
// is found by the table's metatable. Reading a field of a table costs half of
// reading one of a userdata; BenchmarkUsage shows it.
type billingHook struct {
	fastHook
	usage  *engine.Usage // of the call that runs; nil between calls
	table  *lua.LTable
	filled []usageField
}

// openUsage lists the fields of a usage among what is bound.
func (rt *Runtime) openUsage() {
	for _, name := range sortedKeys(usageFields) {
		rt.catalog = append(rt.catalog, "coldmoon.Usage."+name)
	}
}

// A usageField is a field of the table.
type usageField struct {
	name string
	get  func(u *engine.Usage) lua.LValue
}

func newBillingHook(h *hook) *billingHook {
	b := &billingHook{fastHook: fastHook{hook: *h}, table: h.p.rt.root.NewTable()}
	mt := h.p.rt.root.NewTable()
	mt.RawSetString("__index", h.p.rt.root.NewFunction(b.index))
	mt.RawSetString("__newindex", h.p.rt.root.NewFunction(func(L *lua.LState) int {
		return h.p.rt.readOnly(L, "a usage", L.Get(2))
	}))
	mt.RawSetString("__metatable", lua.LString("usage"))
	b.table.Metatable = mt
	return b
}

// index is the __index of the table: it finds a field that has not been used
// before, and fills it in from then on.
func (b *billingHook) index(L *lua.LState) int {
	rt := b.p.rt
	name, _ := L.Get(2).(lua.LString)
	get, ok := usageFields[string(name)]
	switch {
	case !ok:
		return rt.noField(L, "usage", sortedKeys(usageFields), L.Get(2))
	case b.usage == nil:
		rt.raise(L, ELUA, "a usage is valid only while the billing function that it was given to runs")
	}
	b.filled = append(b.filled, usageField{string(name), get})
	v := get(b.usage)
	b.table.RawSetString(string(name), v)
	L.Push(v)
	return 1
}

// plainItem is the item under which a bill that is one number appears.
const plainItem = "invocations"

// Bill implements [engine.BillingPolicy].
func (b *billingHook) Bill(u *engine.Usage, bill *engine.Bill) error {
	b.usage = u
	if usd, _, ok := b.try(b.objects); ok && usd.kind == isNumber {
		b.usage = nil
		return b.add(bill, plainItem, lua.LNumber(usd.n), 0)
	}
	for i := range b.filled {
		b.table.RawSetString(b.filled[i].name, b.filled[i].get(u))
	}
	L := b.cb.begin()
	L.Push(b.table)
	err := b.call(L, 1, 1)
	b.usage = nil
	if err != nil {
		return err
	}
	answer := L.Get(-1)
	b.cb.end(L)
	switch a := answer.(type) {
	case lua.LNumber:
		return b.add(bill, plainItem, a, 0)
	case *lua.LTable:
		return b.items(bill, a)
	}
	return b.nonsense(answer, `a number of dollars, or items such as { { "compute", 0.01 }, { "requests", 2e-7 } }`)
}

// objects are what the function is given.
func (b *billingHook) objects() []object {
	return []object{viewObject(usageFields, func() *engine.Usage { return b.usage })}
}

// items puts { { name, dollars }, … } on the bill.
func (b *billingHook) items(bill *engine.Bill, list *lua.LTable) error {
	n := list.Len()
	if n == 0 && list.MaxN() == 0 {
		if k, _ := list.Next(lua.LNil); k != lua.LNil {
			return b.errorf("returned a table with the field %s: must be an array of items such as { \"compute\", 0.01 }, whose order is that of the bill", given(k))
		}
	}
	for i := 1; i <= n; i++ {
		item, ok := list.RawGetInt(i).(*lua.LTable)
		if !ok {
			return b.errorf("returned as item %d %s: must be an item such as { \"compute\", 0.01 }", i, given(list.RawGetInt(i)))
		}
		name, isText := item.RawGetInt(1).(lua.LString)
		usd, isNumber := item.RawGetInt(2).(lua.LNumber)
		if !isText || !isNumber {
			return b.errorf("returned as item %d { %s, %s }: must be a name and a number of dollars", i, given(item.RawGetInt(1)), given(item.RawGetInt(2)))
		}
		if err := b.add(bill, string(name), usd, i); err != nil {
			return err
		}
	}
	return nil
}

// add puts one amount on the bill: item i, or 0 if the function returned only
// that.
func (b *billingHook) add(bill *engine.Bill, item string, usd lua.LNumber, i int) error {
	err := bill.Add(item, float64(usd))
	switch {
	case err == nil:
		return nil
	case i == 0:
		return b.errorf("returned %s: %v", number(float64(usd)), err)
	}
	return b.errorf("returned as item %d %s: %v", i, number(float64(usd)), err)
}
