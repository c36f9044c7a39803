package engine

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// TestLimit stops every way of letting time pass at the limit, where all that happens
// then has happened, and lets it go on from there.
func TestLimit(t *testing.T) {
	for _, tt := range []struct {
		name string
		run  func(w *tiny, h *Handle) error
		end  float64 // when it ends without limit
	}{
		{"Run", func(w *tiny, _ *Handle) error { return w.Run() }, 0},
		{"RunUntil", func(w *tiny, _ *Handle) error { return w.RunUntil(secs(8)) }, 8},
		{"RunUntilDone", func(w *tiny, h *Handle) error { return w.RunUntilDone(h) }, 5},
		{"RunWhile", func(w *tiny, _ *Handle) error { return w.RunWhile(secs(8), func() bool { return true }) }, 8},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newTiny(t, ProviderConfig{Hosts: slots(1, 1)})
			w.fn("f", w.file("image", 0), 5.0, Limits{})
			h, err := w.p.Invoke("f", nil)
			require.NoError(t, err)
			w.SetLimit(secs(3))
			require.NoError(t, tt.run(w, h))
			require.Equal(t, secs(3), w.Now())
			require.True(t, w.Interrupted())
			w.SetLimit(sim.Never)
			require.NoError(t, w.Forgive())
			require.NoError(t, tt.run(w, h))
			require.False(t, w.Interrupted())
			require.True(t, h.Done())
			if tt.end > 0 {
				require.Equal(t, secs(tt.end), w.Now())
			}
		})
	}
}
