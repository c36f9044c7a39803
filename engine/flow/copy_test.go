// This file tests copies of a Net.

package flow

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// change does something random to n at now and returns the flows that are active.
func change(n *Net, rng *rand.Rand, now sim.Time, active []FlowID) []FlowID {
	switch k := rng.IntN(10); {
	case k < 5:
		first := ResourceID(1 + rng.IntN(4))
		path := []ResourceID{first, first + 1 + ResourceID(rng.IntN(4))}
		return append(active, n.Start(now, float64(1+rng.IntN(1000)), float64(rng.IntN(3)*40), 0, path))
	case k < 7 && len(active) > 0:
		i := rng.IntN(len(active))
		n.Cancel(now, active[i])
		return append(active[:i:i], active[i+1:]...)
	case k < 8:
		n.SetCapacity(now, ResourceID(1+rng.IntN(8)), float64(rng.IntN(200)))
	}
	return fetch(n, now, active)
}

// fetch takes out of active what has ended by now.
func fetch(n *Net, now sim.Time, active []FlowID) (rest []FlowID) {
	ended := map[FlowID]bool{}
	for f, _, ok := n.Finish(now); ok; f, _, ok = n.Finish(now) {
		ended[f] = true
	}
	for _, f := range active {
		if !ended[f] {
			rest = append(rest, f)
		}
	}
	return rest
}

// TestCopy: whatever is asked of a copy, the original goes on as one of which there
// never was a copy; and the copy has its future.
func TestCopy(t *testing.T) {
	for seed := range uint64(50) {
		a, b := NewNet(), NewNet()
		for r := range 8 {
			a.AddResource(float64(10 * (r + 1)))
			b.AddResource(float64(10 * (r + 1)))
		}
		x, y := rand.New(rand.NewPCG(seed, 1)), rand.New(rand.NewPCG(seed, 1))
		times := rand.New(rand.NewPCG(seed, 2))
		var inA, inB []FlowID
		now := sim.Time(0)
		for range 100 {
			now += sim.Time(times.IntN(3)) * sim.Seconds(0.7) // often several changes at an instant
			inA, inB = change(a, x, now, inA), change(b, y, now, inB)
			require.Equal(t, inA, inB)
			c, ahead := b.Copy(), now+sim.Seconds(times.Float64()*5)
			for _, f := range inB {
				c.Rate(f)
				require.GreaterOrEqual(t, c.Remaining(ahead, f), 0.0)
			}
			fetch(c, ahead+sim.Seconds(1000), inB)
			require.Equal(t, a, b)
		}
		c := b.Copy()
		for next := a.Next(); next != sim.Never; next = a.Next() {
			require.Equal(t, next, c.Next())
			f, _, _ := a.Finish(next)
			g, _, _ := c.Finish(next)
			require.Equal(t, f, g)
		}
	}
}

// A copy shares no memory with its original, whatever fields a Net gets.
func TestCopyIsApart(t *testing.T) {
	n := NewNet()
	a, b := n.AddResource(10), n.AddResource(7)
	n.Start(0, 100, 0, 1, []ResourceID{a, b})
	n.Start(0, 50, 3, 2, []ResourceID{a})
	n.Next()
	apart(t, "Net", reflect.ValueOf(n).Elem(), reflect.ValueOf(n.Copy()).Elem())
}

// apart demands that no slice in a and b has the same memory.
func apart(t *testing.T, path string, a, b reflect.Value) {
	switch a.Kind() {
	case reflect.Struct:
		for i := range a.NumField() {
			apart(t, path+"."+a.Type().Field(i).Name, a.Field(i), b.Field(i))
		}
	case reflect.Slice:
		if a.Len() == 0 || b.Len() == 0 {
			return
		}
		require.NotEqual(t, a.Pointer(), b.Pointer(), path)
		for i := range min(a.Len(), b.Len()) {
			apart(t, path+"[]", a.Index(i), b.Index(i))
		}
	case reflect.Pointer, reflect.Map, reflect.Func, reflect.Interface:
		require.True(t, a.IsNil(), "%s: %v is not expected in a Net", path, a.Kind())
	}
}
