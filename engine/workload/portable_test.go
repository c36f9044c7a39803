package workload

import (
	"math"
	"testing"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/stretchr/testify/require"
)

// TestPortable compares the portable functions with those of package math.
func TestPortable(t *testing.T) {
	r := sim.NewStream(1, "portable")
	for range 200_000 {
		x := (r.Float64() - 0.5) * 1400
		require.InEpsilon(t, math.Exp(x), exp(x), 4e-16, "exp(%v)", x)
		y := math.Exp(x)
		require.InDelta(t, math.Log(y), log(y), 3e-16*math.Abs(x)+3e-16, "log(%v)", y)
		turns := (r.Float64() - 0.5) * 4
		require.InDelta(t, math.Sin(2*math.Pi*turns), sinTurns(turns), 3e-15, "sinTurns(%v)", turns)
		base, power := r.Float64()*100, (r.Float64()-0.5)*20
		require.InEpsilon(t, math.Pow(base, power), pow(base, power), 1e-13, "pow(%v, %v)", base, power)
	}
}

func TestPortableLimits(t *testing.T) {
	for _, tt := range []struct {
		name      string
		got, want float64
	}{
		{"exp of 0", exp(0), 1},
		{"exp overflows", exp(710), math.Inf(1)},
		{"exp of +Inf", exp(math.Inf(1)), math.Inf(1)},
		{"exp underflows", exp(-746), 0},
		{"exp of -Inf", exp(math.Inf(-1)), 0},
		{"exp is subnormal", exp(-740), math.Exp(-740)},
		{"log of 1", log(1), 0},
		{"log of 0", log(0), math.Inf(-1)},
		{"log of +Inf", log(math.Inf(1)), math.Inf(1)},
		{"0 to a power", pow(0, 0.5), 0},
		{"0 to a negative power", pow(0, -0.5), math.Inf(1)},
		{"sine of no turn", sinTurns(0), 0},
		{"sine of a quarter", sinTurns(0.25), 1},
		{"sine of three quarters", sinTurns(0.75), -1},
	} {
		t.Run(tt.name, func(t *testing.T) { require.InDelta(t, tt.want, tt.got, 1e-15) })
	}
	require.True(t, math.IsNaN(exp(math.NaN())))
	require.True(t, math.IsNaN(log(-1)))
}
