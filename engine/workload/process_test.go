package workload

import (
	"math"
	"testing"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/stretchr/testify/require"
)

const second = sim.Time(1e9)

// drain reads a source to its end and checks what every source promises.
func drain(t testing.TB, s Source) []Arrival {
	t.Helper()
	var all []Arrival
	var a Arrival
	last := sim.Time(0)
	for s.Next(&a) {
		if a.At < last || a.At > s.Horizon() || a.Duration < OwnDuration {
			require.Fail(t, "bad arrival", "%+v after %v, horizon %v", a, last, s.Horizon())
		}
		all, last = append(all, a), a.At
	}
	require.NoError(t, s.Err())
	require.False(t, s.Next(&a), "the end is final")
	return all
}

// times returns the instants of arrivals, in seconds.
func seconds(all []Arrival) []float64 {
	v := make([]float64, len(all))
	for i, a := range all {
		v[i] = a.At.Seconds()
	}
	return v
}

// TestRates compares the number of arrivals with the expected one, at four
// standard errors. cv is the coefficient of variation of the gaps.
func TestRates(t *testing.T) {
	r := sim.NewStream(1, t.Name())
	hour := 3600 * second
	for _, tt := range []struct {
		name string
		s    Source
		want float64
		cv   float64
	}{
		{"poisson", must(NewPoisson(Poisson{Rate: 40, Duration: hour}, r)), 144_000, 1},
		{"slow poisson", must(NewPoisson(Poisson{Rate: 0.1, Duration: 10 * hour, Start: hour}, r)), 3600, 1},
		{"renewal, gamma", must(NewRenewal(Renewal{IAT: must(Gamma(4, 0.025)), Duration: hour}, r)), 36_000, 0.5},
		{"renewal, bursty", must(NewRenewal(Renewal{IAT: must(Weibull(0.4176, 0.4217)), Duration: 10 * hour}, r)), 28_800, 2.93},
		{"uniform gaps", must(NewUniformGaps(UniformGaps{Lo: second / 2, Hi: 3 * second / 2, Duration: 10 * hour}, r)), 36_000, 1 / math.Sqrt(12)},
		{"sinusoidal, whole periods", must(NewSinusoidal(Sinusoidal{Rate: 10, Amplitude: 0.8, Period: hour / 4, Duration: hour}, r)), 36_000, 1},
		{"ramp up", must(NewRamp(Ramp{From: 0, To: 20, Duration: hour}, r)), 36_000, 1},
		{"ramp down", must(NewRamp(Ramp{From: 15, To: 5, Duration: hour, Start: hour}, r)), 36_000, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.InEpsilon(t, tt.want, tt.s.Expected(), 1e-3)
			n := float64(len(drain(t, tt.s)))
			require.InDelta(t, tt.want, n, 4*tt.cv*math.Sqrt(tt.want)+1)
		})
	}
}

// TestWaves counts arrivals by part of the period.
func TestWaves(t *testing.T) {
	count := func(s Source, from, to float64) (n float64) {
		for _, at := range seconds(drain(t, s)) {
			if turn := math.Mod(at, 100); turn >= from && turn < to {
				n++
			}
		}
		return n
	}
	sine := func(phase float64) Source {
		return must(NewSinusoidal(Sinusoidal{Rate: 10, Amplitude: 0.5, Period: 100 * second, Phase: phase, Duration: 10_000 * second}, stream(t)))
	}
	half := 50_000 * (1 + 0.5*2/math.Pi) // the mean of a sine over its upper half is 2/π
	require.InDelta(t, half, count(sine(0), 0, 50), 4*math.Sqrt(half))
	require.InDelta(t, half, count(sine(0.5), 50, 100), 4*math.Sqrt(half))
	require.InDelta(t, half, count(sine(0.25), 0, 25)+count(sine(0.25), 75, 100), 4*math.Sqrt(half))
	ramp := must(NewRamp(Ramp{From: 0, To: 1000, Duration: 100 * second}, stream(t)))
	require.InDelta(t, 12_500, count(ramp, 0, 50), 4*math.Sqrt(12_500)) // a quarter of the triangle
}

// TestExactTimes lists the arrivals of the processes without chance.
func TestExactTimes(t *testing.T) {
	s := second
	for _, tt := range []struct {
		name string
		s    Source
		want []float64
	}{
		{"period", must(NewPeriodic(Periodic{Period: 2 * s, Duration: 6 * s})), []float64{2, 4, 6}},
		{"period from a start", must(NewPeriodic(Periodic{Period: 2 * s, Start: s, Duration: 5 * s})), []float64{3, 5}},
		{"period, at start", must(NewPeriodic(Periodic{Period: 2 * s, AtStart: true, Duration: 6 * s})), []float64{0, 2, 4}},
		{"period, counted", must(NewPeriodic(Periodic{Period: 2 * s, Count: 2})), []float64{2, 4}},
		{"period, count and time", must(NewPeriodic(Periodic{Period: 2 * s, Count: 9, Duration: 4 * s})), []float64{2, 4}},
		{"rate", must(NewPeriodic(Periodic{Rate: 3, Duration: s})), []float64{0.333333333, 0.666666667, 1}},
		{"one burst", must(NewBursts(Bursts{Size: 3, Start: s})), []float64{1, 1, 1}},
		{"bursts", must(NewBursts(Bursts{Size: 2, Every: 5 * s, Gap: s, Duration: 11 * s})), []float64{0, 1, 5, 6, 10}},
		{"bursts end before the end", must(NewBursts(Bursts{Size: 1, Every: 5 * s, Duration: 10 * s})), []float64{0, 5}},
		{"bursts, counted", must(NewBursts(Bursts{Size: 2, Every: 5 * s, Count: 3})), []float64{0, 0, 5}},
		{"list", must(NewList(List{Times: []sim.Time{3 * s, s, 2 * s}})), []float64{1, 2, 3}},
		{"empty list", must(NewList(List{})), []float64{}},
		{"constant gaps", must(NewRenewal(Renewal{IAT: constant{2}, Duration: 5 * s}, sim.RNG{})), []float64{2, 4}},
		{"gaps of zero", must(NewRenewal(Renewal{IAT: constant{-1}, Count: 2, Start: s}, sim.RNG{})), []float64{1, 1}},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, seconds(drain(t, tt.s))) })
	}
}

// TestListDurations checks that durations stay with their arrivals.
func TestListDurations(t *testing.T) {
	s, err := NewList(List{Times: []sim.Time{9, 5, 9}, Durations: []sim.Time{1, 2, OwnDuration}})
	require.NoError(t, err)
	require.Equal(t, 3.0, s.Expected())
	require.Equal(t, []Arrival{{At: 5, Duration: 2}, {At: 9, Duration: 1}, {At: 9, Duration: OwnDuration}}, drain(t, s))
}

// TestPeriodicDoesNotDrift goes far along a period that is no whole number of
// nanoseconds.
func TestPeriodicDoesNotDrift(t *testing.T) {
	s := must(NewPeriodic(Periodic{Rate: 3, Count: 3_000_000}))
	var a Arrival
	for s.Next(&a) {
	}
	require.Equal(t, 1_000_000*second, a.At)
}

// TestEndless checks that a process without limits goes on and says so.
func TestEndless(t *testing.T) {
	s := must(NewPoisson(Poisson{Rate: 1e7}, stream(t)))
	require.Equal(t, sim.Never, s.Horizon())
	require.True(t, math.IsNaN(s.Expected()))
	var a Arrival
	for range 100_000 {
		require.True(t, s.Next(&a))
	}
	require.InDelta(t, 1e5, float64(a.At)/100, 4*math.Sqrt(1e5))

	last := must(NewPeriodic(Periodic{Period: sim.Never / 2}))
	require.Len(t, drain(t, last), 2, "time ends")
	rare := must(NewRenewal(Renewal{IAT: must(Pareto(1e9, 1e-6))}, stream(t)))
	require.LessOrEqual(t, len(drain(t, rare)), 2)
	thin := must(NewSinusoidal(Sinusoidal{Rate: 1e-10, Amplitude: 1, Period: 1}, stream(t)))
	require.LessOrEqual(t, len(drain(t, thin)), 10)
}

func TestProcessesRefuse(t *testing.T) {
	r := sim.RNG{}
	e := func(_ Source, err error) error { return err }
	for _, tt := range []struct {
		err  error
		want string
	}{
		{e(NewPoisson(Poisson{Rate: -1}, r)), "rate: -1: must be a positive number of arrivals per second, at most 1e7"},
		{e(NewPoisson(Poisson{Rate: math.NaN()}, r)), "rate: NaN: must be a positive number of arrivals per second, at most 1e7"},
		{e(NewPoisson(Poisson{Rate: 2e9}, r)), "rate: 2e+09: must be a positive number of arrivals per second, at most 1e7"},
		{e(NewPoisson(Poisson{Rate: 1, Start: -second}, r)), "start: -1s: must not be negative"},
		{e(NewPoisson(Poisson{Rate: 1, Duration: -second}, r)), "duration: -1s: must not be negative"},
		{e(NewPeriodic(Periodic{})), "rate: 0: must be a positive number of arrivals per second, at most 1e7"},
		{e(NewPeriodic(Periodic{Rate: 1, Period: second})), "period: 1s: must not be given together with rate"},
		{e(NewPeriodic(Periodic{Period: -second})), "period: -1s: must be a positive time"},
		{e(NewRenewal(Renewal{}, r)), "iat: missing: must be a distribution of the gap between arrivals, in seconds"},
		{e(NewRenewal(Renewal{IAT: constant{0}}, r)), "iat: constant(0): must have a positive mean, or a count must be given"},
		{e(NewUniformGaps(UniformGaps{Lo: -1, Hi: 1}, r)), "lo: -1ns: must not be negative"},
		{e(NewUniformGaps(UniformGaps{Lo: 2, Hi: 1}, r)), "hi: 1ns: must be positive and not less than lo, which is 2ns"},
		{e(NewUniformGaps(UniformGaps{}, r)), "hi: 0s: must be positive and not less than lo, which is 0s"},
		{e(NewSinusoidal(Sinusoidal{Rate: 1, Amplitude: 1.5, Period: 1}, r)), "amplitude: 1.5: must be from 0 to 1"},
		{e(NewSinusoidal(Sinusoidal{Rate: 1}, r)), "period: 0s: must be a positive time"},
		{e(NewSinusoidal(Sinusoidal{Rate: 1, Period: 1, Phase: 2}, r)), "phase: 2: must be from 0 to 1, a part of the period"},
		{e(NewRamp(Ramp{From: -1, To: 1, Duration: 1}, r)), "from: -1: must be a number that is not negative"},
		{e(NewRamp(Ramp{Duration: 1}, r)), "to: 0: must be a positive number of arrivals per second, at most 1e7"},
		{e(NewRamp(Ramp{To: 1}, r)), "duration: 0s: must be a positive time"},
		{e(NewBursts(Bursts{})), "size: 0: must be at least 1"},
		{e(NewBursts(Bursts{Size: 1, Every: -1})), "every: -1ns: must not be negative"},
		{e(NewBursts(Bursts{Size: 1, Gap: -1})), "gap: -1ns: must not be negative"},
		{e(NewBursts(Bursts{Size: 3, Gap: second, Every: 2 * second})), "every: 2s: must be longer than a burst, which takes 2s"},
		{e(NewList(List{Times: []sim.Time{1, -1}})), "times[2]: -1ns: must be an instant from 0 on"},
		{e(NewList(List{Times: []sim.Time{sim.Never}})), "times[1]: never: must be an instant from 0 on"},
		{e(NewList(List{Times: []sim.Time{1}, Durations: []sim.Time{-2}})), "durations[1]: -2ns: must not be negative"},
		{e(NewList(List{Times: []sim.Time{1}, Durations: []sim.Time{1, 2}})), "durations: 2: must be as many as there are times, which are 1"},
	} {
		t.Run(tt.want, func(t *testing.T) { require.EqualError(t, tt.err, tt.want) })
	}
}

func TestProcessesAllocateNothing(t *testing.T) {
	r := stream(t)
	for _, s := range []Source{
		must(NewPoisson(Poisson{Rate: 1}, r)), must(NewPeriodic(Periodic{Rate: 1})), must(NewRenewal(Renewal{IAT: must(Gamma(1, 1))}, r)),
		must(NewSinusoidal(Sinusoidal{Rate: 1, Amplitude: 1, Period: second}, r)), must(NewBursts(Bursts{Size: 2, Every: 1})),
	} {
		var a Arrival
		require.Zero(t, testing.AllocsPerRun(100, func() { s.Next(&a) }))
	}
}
