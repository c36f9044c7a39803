package engine

// This file tests how long idle containers are kept.

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// A keepModel is the dumbest provider: containers that are busy until a time and
// are then kept until another.
type keepModel struct {
	containers    []modelContainer
	cold, expired int
}

type modelContainer struct{ busyUntil, expires sim.Time }

// arrive serves an invocation that comes at t, takes d and leaves its container
// for keep. Expiry is late: a container that expires at t still serves. Of
// several idle containers the one that was used last does.
func (m *keepModel) arrive(t, d, keep sim.Time) {
	m.expire(t)
	best := -1
	for i, c := range m.containers {
		if c.busyUntil <= t && (best < 0 || c.busyUntil > m.containers[best].busyUntil) {
			best = i
		}
	}
	if best < 0 {
		m.cold++
		m.containers = append(m.containers, modelContainer{})
		best = len(m.containers) - 1
	}
	m.containers[best] = modelContainer{t + d, addTime(t+d, keep)}
}

// expire stops the containers whose keep-alive is over before t.
func (m *keepModel) expire(t sim.Time) {
	kept := m.containers[:0]
	for _, c := range m.containers {
		if c.expires < t {
			m.expired++
		} else {
			kept = append(kept, c)
		}
	}
	m.containers = kept
}

// keepByTime keeps a container for a time that depends on the present moment, so
// that it does not matter in which order the policy is asked.
type keepByTime uint64

func (k keepByTime) KeepAlive(p *Provider, _ ContainerID) (sim.Time, error) {
	return k.at(p.sim.Now()), nil
}

func (k keepByTime) at(t sim.Time) sim.Time {
	r := sim.NewStream(uint64(k), "keep").At(uint64(t))
	return []sim.Time{0, secs(1), secs(3), secs(7), secs(21), sim.Never}[r.IntN(6)]
}

// TestKeepAliveModel compares cold starts and expiries with the model's. Requests
// arrive at even seconds and take an odd time, so that none arrives when another
// ends; keep-alives are odd too, so that many arrive exactly at an expiry. Of two
// containers that became idle at one moment it does not matter which is used.
func TestKeepAliveModel(t *testing.T) {
	ties := 0
	for seed := range uint64(30) {
		rng := sim.NewStream(seed, t.Name())
		policy := keepByTime(seed)
		var at, took []sim.Time
		now := sim.Time(0)
		for range 200 {
			now += 2 * secs(1) * sim.Time(1+rng.IntN(5)*rng.IntN(2))
			at = append(at, now)
			took = append(took, secs(1)*sim.Time(1+2*rng.IntN(6)))
		}
		w := newTiny(t, ProviderConfig{KeepAlive: policy})
		id := w.fn("f", w.file("image", 0), nil, Limits{})
		w.p.Drive(listed(t, at, took), []FunctionID{id}, nil)
		w.run()
		var m keepModel
		for i := range at {
			m.expire(at[i])
			for _, c := range m.containers {
				if c.expires == at[i] {
					ties++
				}
			}
			m.arrive(at[i], took[i], policy.at(at[i]+took[i]))
		}
		m.expire(sim.Never)
		require.EqualValues(t, m.cold, w.p.counts.Cold, "seed %d", seed)
		require.EqualValues(t, m.expired, w.p.counts.Expired, "seed %d", seed)
		require.Equal(t, len(m.containers), w.p.alive, "seed %d", seed)
	}
	require.Greater(t, ties, 500, "arrivals exactly at an expiry")
}

// TestKeepAlive asks once at 0 s and once later. The function takes 2 s.
func TestKeepAlive(t *testing.T) {
	for _, tt := range []struct {
		name  string
		keep  KeepAlivePolicy
		limit KeepAlivePolicy
		again float64
		want  string
	}{
		{"within", FixedKeepAlive(secs(5)), nil, 6, "cold@2 warm@8"},
		{"exactly at the expiry", FixedKeepAlive(secs(5)), nil, 7, "cold@2 warm@9"},
		{"a nanosecond later", FixedKeepAlive(secs(5)), nil, 7.000000001, "cold@2 cold@9.000000001"},
		{"stopped at once", FixedKeepAlive(0), nil, 2.5, "cold@2 cold@4.5"},
		{"a negative time is none", FixedKeepAlive(-1), nil, 2.5, "cold@2 cold@4.5"},
		{"for ever", FixedKeepAlive(sim.Never), nil, 1e6, "cold@2 warm@1.000002e+06"},
		{"default", nil, nil, 602, "cold@2 warm@604"},
		{"later than the default", nil, nil, 602.5, "cold@2 cold@604.5"},
		{"the function's own comes first", FixedKeepAlive(0), FixedKeepAlive(secs(5)), 7, "cold@2 warm@9"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newTiny(t, ProviderConfig{KeepAlive: tt.keep})
			w.fn("f", w.file("image", 0), 2.0, Limits{KeepAlive: tt.limit})
			w.ask("f", 0, tt.again)
			w.run()
			require.Equal(t, tt.want, w.ends())
		})
	}
}

// TestKeepAliveStartsAnew uses a container again and again: each use starts the
// keep-alive of 5 s anew, also a shorter one than the one before.
func TestKeepAliveStartsAnew(t *testing.T) {
	w := newTiny(t, ProviderConfig{KeepAlive: FixedKeepAlive(secs(5))})
	w.fn("f", w.file("image", 0), 1.0, Limits{})
	w.ask("f", 0, 6, 12, 18, 25)
	w.run()
	require.Equal(t, "cold@1 warm@7 warm@13 warm@19 cold@26", w.ends())
	require.Equal(t, secs(31), w.Now(), "the last expiry")
	require.EqualValues(t, 2, w.p.counts.Expired)
}

// TestTeardownHoldsRoom: a container that is torn down for 3 s holds its RAM.
func TestTeardownHoldsRoom(t *testing.T) {
	for _, tt := range []struct {
		name     string
		host     HostGroup
		keep     KeepAlivePolicy
		overhead Overhead
		ask      []float64
		want     string
	}{
		// The container expires at 2 and is gone at 5; then the second starts.
		{"of one that expired", HostGroup{Count: 1, RAM: 10}, FixedKeepAlive(secs(1)), overhead(0, 3), []float64{0, 3}, "cold@1 cold@6"},
		{"of one that was stopped", HostGroup{Count: 1, RAM: 10}, FixedKeepAlive(0), overhead(0, 3), []float64{0, 1.5}, "cold@1 cold@5"},
		{"at once without overhead", HostGroup{Count: 1, RAM: 10}, FixedKeepAlive(0), overhead(0, 0), []float64{0, 1.5}, "cold@1 cold@2.5"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newTiny(t, ProviderConfig{Hosts: []HostGroup{tt.host}, KeepAlive: tt.keep, Overhead: tt.overhead})
			w.fn("f", w.file("image", 0), 1.0, Limits{RAM: 6})
			w.ask("f", tt.ask...)
			w.run()
			require.Equal(t, tt.want, w.ends())
		})
	}
	// The container of f is evicted at 2 for one of g, which is created in 2 s from
	// the end of its teardown at 5 on.
	t.Run("of one that was evicted", func(t *testing.T) {
		w := newTiny(t, ProviderConfig{Hosts: []HostGroup{{Count: 1, RAM: 10}}, Overhead: overhead(2, 3)})
		w.fn("f", w.file("image", 0), 0.0, Limits{RAM: 6})
		w.fn("g", w.file("image", 0), 1.0, Limits{RAM: 6})
		w.ask("f", 0)
		w.ask("g", 2)
		w.run()
		require.Equal(t, "cold@2 cold@8", w.ends())
		require.Equal(t, secs(5), span(w.rec(1).Loaded, w.rec(1).Created))
		require.EqualValues(t, 1, w.p.counts.Evicted)
	})
}
