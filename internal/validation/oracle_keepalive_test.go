package validation

// This file goes on with the formulas: keeping containers alive, and the rest.

import "github.com/stretchr/testify/require"

func holdZero(l *ledger, b block) {
	eachCase(l, b.Cases, func(c struct {
		zeroCase
		Prewarm *float64
		Cold    float64 `json:"p_cold"`
		Idle    float64 `json:"idle_s_per_inv"`
	}) {
		if c.Prewarm != nil {
			return // not in the model
		}
		require.Contains(l.t, zeroCases, c.zeroCase)
		cold, idle, _ := c.solve()
		l.hold(c.Cold, cold)
		l.hold(c.Idle, idle)
	})
}

func holdOneSlot(l *ledger, b block) {
	eachCase(l, b.Cases, func(c struct {
		oneSlotCase
		ColdAccepted float64 `json:"p_cold_accepted"`
		ColdAll      float64 `json:"p_cold_all"`
		Reject       float64 `json:"p_reject"`
		Running      float64 `json:"E_running"`
		Instances    float64 `json:"E_instances"`
	}) {
		require.Contains(l.t, oneSlotCases, c.oneSlotCase)
		r := oneSlot(c.Lam, c.Sw, c.Sc, c.T)
		l.hold(c.ColdAccepted, r.coldOfAccepted)
		l.hold(c.ColdAll, r.coldOfAll)
		l.hold(c.Reject, r.reject)
		l.hold(c.Running, r.running)
		l.hold(c.Instances, r.containers())
	})
}

func holdUnbounded(l *ledger, b block) {
	eachCase(l, b.Cases, func(c struct {
		unboundedCase
		Cold      float64 `json:"p_cold"`
		Instances float64 `json:"E_instances"`
	}) {
		require.Contains(l.t, unboundedCases, c.unboundedCase)
		cold := unbounded(c.Lam, c.S, c.T)
		l.hold(c.Cold, cold)
		l.hold(c.Instances, 1-cold)
	})
}

func holdMostRecent(l *ledger, b block) {
	eachCase(l, b.Cases, func(c struct {
		mostRecentCase
		ColdAll      float64 `json:"prob_cold_all"`
		ColdAccepted float64 `json:"prob_cold_accepted"`
		Reject       float64 `json:"prob_reject"`
		Running      float64
		Idle         float64
		Instances    float64
		ColdRate     float64 `json:"cold_rate"`
	}) {
		require.Contains(l.t, mostRecentCases, c.mostRecentCase)
		r := mostRecent(c.Lam, c.S, c.T, c.Max)
		l.hold(c.ColdAll, r.coldOfAll)
		l.hold(c.ColdAccepted, r.coldOfAccepted)
		l.hold(c.Reject, r.reject)
		l.hold(c.Running, r.running)
		l.hold(c.Idle, r.idle)
		l.hold(c.Instances, r.containers())
		l.hold(c.ColdRate, r.coldRate)
	})
}

func holdRounding(l *ledger, b block) {
	eachCase(l, append(b.Cases, b.MinCharge...), func(c struct {
		roundingCase
		Billed float64 `json:"E_billed"`
	}) {
		require.Contains(l.t, roundingCases, c.roundingCase)
		l.hold(c.Billed, rounded(c.S, c.G, c.M))
	})
}

func holdTimeLimit(l *ledger, b block) {
	eachCase(l, b.Cases, func(c struct {
		limitCase
		Timeout float64 `json:"p_timeout"`
		Run     float64 `json:"E_run"`
	}) {
		require.Contains(l.t, limitCases, c.limitCase)
		share, mean := timeLimit(c.S, c.L)
		l.hold(c.Timeout, share)
		l.hold(c.Run, mean)
	})
}

func holdRetries(l *ledger, b block) {
	eachCase(l, b.Cases, func(c struct {
		retryCase
		Attempts float64 `json:"E_attempts"`
		Success  float64 `json:"p_success"`
	}) {
		require.Contains(l.t, retryCases, c.retryCase)
		attempts, success := retried(c.Q, c.R)
		l.hold(c.Attempts, attempts)
		l.hold(c.Success, success)
	})
}

func holdForkJoin(l *ledger, b block) {
	eachCase(l, b.Cases, func(c struct {
		forkCase
		Makespan float64 `json:"E_makespan"`
		Var      float64
	}) {
		require.Contains(l.t, forkCases, c.forkCase)
		mean, variance := slowest(c.N, c.S)
		l.hold(c.Makespan, mean)
		l.hold(c.Var, variance)
	})
}

func holdWave(l *ledger, b block) {
	eachCase(l, b.Cases, func(c struct {
		waveCase
		MeanN     float64 `json:"mean"`
		Amplitude float64
		Lag       float64 `json:"phase_s"`
	}) {
		require.Contains(l.t, waveCases, c.waveCase)
		mean, swing, lag := wave(c.Lam0, c.A, c.P, c.S)
		l.hold(c.MeanN, mean)
		l.hold(c.Amplitude, swing)
		l.hold(c.Lag, lag)
	})
}
