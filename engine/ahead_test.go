package engine

// This file tests that looking ahead changes nothing.

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// TestLookAheadChangesNothing runs a synthetic day, in which arrivals are foreseen, with
// and without it.
func TestLookAheadChangesNothing(t *testing.T) {
	var prints []string
	for _, ahead := range []bool{false, true} {
		s := newDay(t, workload.SyntheticOptions{Scale: 0.002, Seed: 1, Minutes: 15})
		p := s.providers[0]
		require.NotNil(t, p.drivers[0].foresees)
		if ahead {
			p.lookAhead()
		}
		require.NoError(t, s.Run())
		require.Equal(t, ahead, p.looksAhead)
		prints = append(prints, s.Fingerprint())
	}
	require.Equal(t, prints[0], prints[1])
}

// TestLooksAheadWithMany says when it begins by itself: every function gets a container.
func TestLooksAheadWithMany(t *testing.T) {
	for _, functions := range []int{many - 1, many} {
		w := benchWorld{hosts: 100, functions: functions, rate: 10_000, mean: 0.001, keep: secs(600)}
		s, p := w.build(t)
		runInvocations(s, w, functions)
		for len(p.containers) <= functions {
			runInvocations(s, w, 100)
		}
		require.Equal(t, functions == many, p.looksAhead)
	}
}
