package runner

import (
	"math"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/luabind"
)

// halfway is a run whose end is known.
func halfway() state {
	return state{elapsed: 4 * time.Second, now: sim.Seconds(723), invocations: 2_720_000, share: 0.5, left: 4}
}

func TestLine(t *testing.T) {
	endless := halfway()
	endless.share, endless.left = math.NaN(), math.NaN()
	nearly := halfway()
	nearly.share, nearly.left = 0.9999, 0.001
	for _, tt := range []struct {
		name string
		s    state
		want string
	}{
		{"loading", state{doing: "loading", elapsed: 3400 * time.Millisecond}, "loading, 3 s"},
		{"halfway", halfway(), "12m 3s simulated, 50 %, 2.72 M invocations, 680 k/s, 4 s left"},
		{"no end known", endless, "12m 3s simulated, 2.72 M invocations, 680 k/s"},
		{"never 100 % before the end", nearly, "12m 3s simulated, 99 %, 2.72 M invocations, 680 k/s, 1 s left"},
	} {
		require.Equal(t, tt.want, tt.s.line(), tt.name)
	}
}

// TestDrawn checks the bar in every width: it never exceeds it, and what does
// not fit is left out from the right, after the gauge.
func TestDrawn(t *testing.T) {
	endless := halfway()
	endless.share, endless.left = math.NaN(), math.NaN()
	for _, s := range []state{halfway(), endless, {doing: "loading"}, {}} {
		for width := range 200 {
			require.LessOrEqual(t, utf8.RuneCountInString(s.drawn(width)), width)
		}
	}
	for _, tt := range []struct {
		width int
		want  string
	}{
		{100, "   12m 3s  [===============>              ]  50 %   680 k/s  4 s left"},
		{50, "   12m 3s  [=====>     ]  50 %   680 k/s  4 s left"},
		{40, "   12m 3s  50 %   680 k/s  4 s left"},
		{20, "   12m 3s  50 %"},
		{5, ""},
		{-1, ""},
	} {
		require.Equal(t, tt.want, halfway().drawn(tt.width), "%d", tt.width)
	}
}

func TestShare(t *testing.T) {
	nan := math.NaN()
	for _, tt := range []struct {
		name string
		p    luabind.Progress
		want float64
	}{
		{"nothing known", luabind.Progress{Now: 5, Horizon: sim.Never, Expected: nan}, nan},
		{"by time", luabind.Progress{Now: 25, Horizon: 100, Expected: nan}, 0.25},
		{"by invocations", luabind.Progress{Now: 25, Horizon: 100, Invocations: 3, Expected: 4}, 0.75},
		{"past the horizon", luabind.Progress{Now: 200, Horizon: 100, Expected: nan}, 1},
		{"more than expected", luabind.Progress{Horizon: sim.Never, Invocations: 9, Expected: 4}, 1},
		{"endless load", luabind.Progress{Now: 25, Horizon: 100, Expected: math.Inf(1)}, 0.25},
		{"no horizon yet", luabind.Progress{Expected: 0}, nan},
	} {
		got := share(tt.p)
		if math.IsNaN(tt.want) {
			require.True(t, math.IsNaN(got), tt.name)
		} else {
			require.Equal(t, tt.want, got, tt.name)
		}
	}
}

// TestMeter checks what goes to a stream that is no terminal: what the script
// prints, and nothing else in a short run.
func TestMeter(t *testing.T) {
	for _, mode := range []Mode{Auto, Log, None} {
		out, err := os.Create(t.TempDir() + "/out")
		require.NoError(t, err)
		m := NewMeter(mode, out, "loading")
		w := m.Wrap(out)
		require.False(t, w.Finish())
		for _, s := range []string{"", "one\ntw", "o"} {
			n, err := w.Write([]byte(s))
			require.NoError(t, err)
			require.Equal(t, len(s), n)
		}
		m.Set(luabind.Progress{Now: 1, Horizon: sim.Never, Expected: math.NaN()})
		m.say("three")
		m.say("")
		m.Stop()
		m.Stop()
		require.True(t, w.Finish())
		require.NoError(t, out.Close())
		got, err := os.ReadFile(out.Name())
		require.NoError(t, err)
		require.Equal(t, "one\ntwothree\n\n", string(got))
	}
}

// TestBar draws on something that is no terminal, as one may ask for: lines stay
// whole, and the bar is gone at the end.
func TestBar(t *testing.T) {
	out, err := os.Create(t.TempDir() + "/out")
	require.NoError(t, err)
	m := NewMeter(Bar, out, "loading")
	w := m.Wrap(out)
	w.tty = true
	m.Set(luabind.Progress{Now: sim.Seconds(30), Horizon: sim.Seconds(60), Expected: math.NaN()})
	require.Eventually(t, func() bool {
		m.screen.Lock()
		defer m.screen.Unlock()
		return m.bar != nil
	}, 5*time.Second, 10*time.Millisecond)
	for _, s := range []string{"beg", "inning\n", "end"} {
		_, err := w.Write([]byte(s))
		require.NoError(t, err)
	}
	time.Sleep(3 * barPeriod)
	m.Stop()
	require.True(t, w.Finish())
	require.NoError(t, out.Close())
	got, err := os.ReadFile(out.Name())
	require.NoError(t, err)
	require.Contains(t, string(got), "[===============>              ]  50 %")
	require.Contains(t, string(got), "\rbeginning\n")
	require.True(t, strings.HasSuffix(string(got), "end\n"), "%q", got)
}
