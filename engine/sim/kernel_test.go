package sim

// This file tests the kernel: order, clock, failure, poll, and that a step
// does not allocate.

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// recorder is a handler that keeps what it was given and may do something.
type recorder struct {
	k   *Kernel
	id  HandlerID
	got []Event
	do  func(Event)
}

func newRecorder() *recorder {
	r := &recorder{k: NewKernel()}
	r.id = r.k.Register(r)
	return r
}

func (r *recorder) Handle(kind uint8, a uint32, b uint64) {
	ev := Event{At: r.k.Now(), To: r.id, Kind: kind, A: a, B: b}
	r.got = append(r.got, ev)
	if r.do != nil {
		r.do(ev)
	}
}

// kinds returns the kinds of the events handled so far, as letters.
func (r *recorder) kinds() string {
	var b strings.Builder
	for _, ev := range r.got {
		b.WriteByte(ev.Kind)
	}
	return b.String()
}

// check asserts the invariants of k.
func check(t *testing.T, k *Kernel) {
	t.Helper()
	for _, e := range checkAgenda(t, &k.agenda) {
		ev := e.event()
		require.LessOrEqual(t, k.now, ev.At)
		require.Less(t, ev.At, Never)
		require.NotZero(t, ev.To)
		require.Less(t, int(ev.To), len(k.handlers))
	}
}

// TestOrder schedules one event per word: a letter that names it, its time,
// and e or l if its class is early or late. want is the order of handling.
func TestOrder(t *testing.T) {
	for _, tt := range []struct{ name, script, want string }{
		{"by time", "a3 b1 c2", "bca"},
		{"ties by scheduling", "a1 b1 c1 d1", "abcd"},
		{"class before scheduling", "a1l b1 c1e", "cba"},
		{"time before class", "a2e b1l", "ba"},
		{"ties within a class", "a1l b1l c1e d1e", "cdab"},
		{"now is not the past", "a0", "a"},
		{"nothing", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRecorder()
			for _, word := range strings.Fields(tt.script) {
				class := Class(strings.Index("e l", (word + "  ")[2:3]) - 1)
				r.k.At(Time(word[1]-'0'), Event{To: r.id, Kind: word[0], Class: class})
			}
			check(t, r.k)
			r.k.RunUntil(Never)
			require.Equal(t, tt.want, r.kinds())
			require.EqualValues(t, len(tt.want), r.k.Steps())
			require.Zero(t, r.k.Pending())
		})
	}
}

// TestKernelModel runs a kernel whose handler schedules more events at random
// and compares with a list from which the least is picked. Some are in lanes, most of
// them not in order.
func TestKernelModel(t *testing.T) {
	r := newRecorder()
	rng := NewStream(2, t.Name())
	var model []Event
	id := uint32(0)
	schedule := func() {
		id++
		d, ev := Time(rng.IntN(4)), Event{To: r.id, A: id, B: rng.Uint64(), Class: Class(rng.IntN(3) - 1)}
		if lane := rng.IntN(1 + Lanes); lane < Lanes {
			ev.Class = Normal
			r.k.AtInOrder(Lane(lane), r.k.Now()+d, ev.To, ev.Kind, ev.A, ev.B)
		} else {
			r.k.After(d, ev)
		}
		ev.At = r.k.Now() + d
		model = append(model, ev)
	}
	r.do = func(ev Event) {
		require.Equal(t, ev.At, r.k.Now())
		want := slices.MinFunc(model, compare)
		want.Class = 0 // that is not told
		require.Equal(t, want, ev)
		model = slices.DeleteFunc(model, func(e Event) bool { return e.A == ev.A })
		for range rng.IntN(3) {
			schedule()
		}
	}
	for range 20_000 {
		for r.k.Pending() < 10 {
			schedule()
		}
		require.True(t, r.k.Step())
		require.Equal(t, len(model), r.k.Pending())
		if r.k.Steps()%97 == 0 {
			check(t, r.k)
		}
	}
}

func TestEventsAreCarriedUnchanged(t *testing.T) {
	r := newRecorder()
	ev := Event{At: 99, To: r.id, Kind: math.MaxUint8, Class: Late, A: math.MaxUint32, B: math.MaxUint64}
	e := pack(&ev, 1)
	require.Equal(t, ev, e.event())
	r.k.At(7, ev)
	r.k.AtInOrder(1, 7, ev.To, ev.Kind, ev.A, ev.B)
	r.k.RunUntil(Never)
	ev.At, ev.Class = 7, 0
	require.Equal(t, []Event{ev, ev}, r.got)
}

func TestRunUntil(t *testing.T) {
	r := newRecorder()
	r.k.At(10, Event{To: r.id, Kind: 'a'})
	r.k.At(20, Event{To: r.id, Kind: 'b'})
	r.do = func(ev Event) {
		if ev.Kind == 'b' {
			r.k.After(0, Event{To: r.id, Kind: 'c'})
		}
	}
	for _, tt := range []struct {
		until, now Time
		kinds      string
		next       Time
	}{
		{5, 5, "", 10},
		{10, 10, "a", 20},
		{3, 10, "a", 20}, // the past
		{20, 20, "abc", Never},
		{30, 30, "abc", Never},
		{Never, 30, "abc", Never},
	} {
		r.k.RunUntil(tt.until)
		require.Equal(t, tt.now, r.k.Now())
		require.Equal(t, tt.kinds, r.kinds())
		next, ok := r.k.Peek()
		require.Equal(t, tt.next, next)
		require.Equal(t, next != Never, ok)
	}
	require.False(t, r.k.Step())
}

func TestNeverIsNotQueued(t *testing.T) {
	r := newRecorder()
	r.k.At(5, Event{To: r.id})
	r.k.Step()
	r.k.At(Never, Event{To: r.id})
	r.k.After(Never, Event{To: r.id})
	r.k.After(Never-5, Event{To: r.id})
	require.Zero(t, r.k.Pending())
	r.k.After(Never-6, Event{To: r.id})
	require.Equal(t, 1, r.k.Pending())
	r.k.RunUntil(Never)
	require.Equal(t, Never-1, r.k.Now())
}

func TestFailIsSticky(t *testing.T) {
	r := newRecorder()
	first := errors.New("first")
	r.do = func(ev Event) {
		r.k.Fail(nil)
		if ev.Kind == 'b' {
			r.k.Fail(first)
			r.k.Fail(errors.New("second"))
		}
	}
	for i, kind := range []byte("abc") {
		r.k.At(Time(i), Event{To: r.id, Kind: kind})
	}
	r.k.RunUntil(100)
	require.Equal(t, "ab", r.kinds())
	require.Same(t, first, r.k.Err())
	require.EqualValues(t, 1, r.k.Now(), "the clock stays at the failure")
	require.False(t, r.k.Step())
	require.Equal(t, 1, r.k.Pending())
	require.False(t, r.k.Stopped())

	require.Same(t, first, r.k.Forgive())
	require.NoError(t, r.k.Err())
	require.NoError(t, r.k.Forgive())
	r.do = func(Event) { require.True(t, r.k.Busy()) }
	r.k.RunUntil(100)
	require.Equal(t, "abc", r.kinds())
	require.EqualValues(t, 100, r.k.Now())
	require.False(t, r.k.Busy())
}

func TestPoll(t *testing.T) {
	r := newRecorder()
	for i := range 10 {
		r.k.At(Time(i+1), Event{To: r.id})
	}
	var polled []uint64
	r.k.SetPoll(3, func() bool {
		polled = append(polled, r.k.Steps())
		return len(polled) != 2
	})
	r.k.RunUntil(100)
	require.Equal(t, []uint64{3, 6}, polled)
	require.True(t, r.k.Stopped())
	require.EqualValues(t, 6, r.k.Now())

	r.k.RunUntil(100)
	require.Equal(t, []uint64{3, 6, 9}, polled)
	require.False(t, r.k.Stopped())
	require.EqualValues(t, 100, r.k.Now())

	r.k.SetPoll(0, func() bool { panic("removed") })
	r.k.After(1, Event{To: r.id})
	r.k.RunUntil(Never)
	require.EqualValues(t, 11, r.k.Steps())
}

func TestMisusePanics(t *testing.T) {
	r := newRecorder()
	r.k.RunUntil(Seconds(2))
	for _, tt := range []struct {
		want string
		do   func()
	}{
		{"sim: event at 1s, which is before now, 2s", func() { r.k.At(Seconds(1), Event{To: r.id}) }},
		{"sim: event at 1s, which is before now, 2s", func() { r.k.After(Seconds(-1), Event{To: r.id}) }},
		{"sim: event to handler 0, which is not registered", func() { r.k.After(1, Event{}) }},
		{"sim: event to handler 2, which is not registered", func() { r.k.After(1, Event{To: 2}) }},
		{"sim: event of unknown Class(2)", func() { r.k.After(1, Event{To: r.id, Class: 2}) }},
		{"sim: Register of a nil handler", func() { r.k.Register(nil) }},
	} {
		require.PanicsWithValue(t, tt.want, tt.do)
	}
	for len(r.k.handlers) <= math.MaxUint16 {
		r.k.Register(r)
	}
	require.PanicsWithValue(t, "sim: Register of more than 65535 handlers", func() { r.k.Register(r) })
	r.k.After(0, Event{To: math.MaxUint16})
	require.True(t, r.k.Step())
}

// hold answers every event with one that is later by the next of some spans.
type hold struct {
	k     *Kernel
	id    HandlerID
	spans [1 << 12]Time
}

func newHold(pending int) *hold {
	h := &hold{k: NewKernel()}
	h.id = h.k.Register(h)
	rng := NewStream(1, "hold")
	for i := range h.spans {
		h.spans[i] = Seconds(rng.Exp())
	}
	for i := range pending {
		h.k.After(h.spans[i%len(h.spans)], Event{To: h.id, A: uint32(i)})
	}
	return h
}

func (h *hold) Handle(kind uint8, a uint32, b uint64) {
	switch kind {
	case 0:
		h.k.After(h.spans[h.k.Steps()%uint64(len(h.spans))], Event{To: h.id, A: a, B: b + 1})
	default:
		h.k.Fail(errors.New("unknown kind"))
	}
}

func TestStepDoesNotAllocate(t *testing.T) {
	h := newHold(1000)
	h.k.SetPoll(100, func() bool { return true })
	require.Zero(t, testing.AllocsPerRun(10_000, func() { h.k.Step() }))
	require.Zero(t, testing.AllocsPerRun(100, func() { h.k.RunUntil(h.k.Now() + Seconds(0.1)) }))
	require.NoError(t, h.k.Err())
}

// BenchmarkStep is one kernel step with 10,000 events pending: pop, dispatch to
// a registered handler, push.
func BenchmarkStep(b *testing.B) {
	h := newHold(10_000)
	b.ReportAllocs()
	for b.Loop() {
		h.k.Step()
	}
}

// An advancer goes on by Advance where it can and schedules itself where not.
type advancer struct {
	k    *Kernel
	self HandlerID
	gap  Time
	seen []Time
}

func (a *advancer) Handle(uint8, uint32, uint64) {
	for {
		a.seen = append(a.seen, a.k.Now())
		if next := a.k.Now() + a.gap; !a.k.Advance(next) {
			a.k.At(next, Event{To: a.self})
			return
		}
	}
}

func TestAdvance(t *testing.T) {
	k := NewKernel()
	a := &advancer{k: k, gap: 10}
	a.self = k.Register(a)
	other := k.Register(handlerFunc(func() { a.seen = append(a.seen, -k.Now()) }))
	k.At(0, Event{To: a.self})
	k.At(20, Event{To: other})
	k.At(25, Event{To: other})
	k.RunUntil(45)
	require.Equal(t, []Time{0, 10, -20, 20, -25, 30, 40}, a.seen, "an event pending at the same instant goes first")
	require.EqualValues(t, 7, k.Steps())
	require.EqualValues(t, 45, k.Now())
	require.Equal(t, 1, k.Pending(), "the limit of RunUntil holds")
	require.False(t, k.Advance(46), "outside of RunUntil nothing advances")
}

type handlerFunc func()

func (f handlerFunc) Handle(uint8, uint32, uint64) { f() }
