package runner

// This file words the state of a run.

import (
	"math"
	"strings"
	"time"

	"github.com/coldmoon-sim/coldmoon/engine/human"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// A state is how far a run is.
type state struct {
	doing       string        // what is done while no event has happened yet; "" afterwards
	elapsed     time.Duration // since the first event, or since the start before it
	now         sim.Time
	invocations uint64
	share       float64 // of the work done, from 0 to 1; NaN if unknown
	left        float64 // seconds of wall-clock time; NaN if unknown
}

// line says it all in one line: "12m 3s simulated, 21 %, 1.23 M invocations,
// 680 k/s, 4 s left".
func (s state) line() string {
	if s.doing != "" {
		return s.doing + ", " + human.Wall(s.elapsed.Round(time.Second))
	}
	parts := []string{human.Seconds(s.now.Seconds()) + " simulated"}
	if !math.IsNaN(s.share) {
		parts = append(parts, s.percent())
	}
	parts = append(parts, human.Scaled(float64(s.invocations))+" invocations", s.rate())
	if left := s.timeLeft(); left != "" {
		parts = append(parts, left)
	}
	return strings.Join(parts, ", ")
}

// percent is the share in whole percent, never 100 before the end.
func (s state) percent() string {
	return human.Number(min(math.Floor(s.share*100), 99)) + " %"
}

// rate is the number of invocations simulated in a second.
func (s state) rate() string {
	return human.Scaled(float64(s.invocations)/max(s.elapsed.Seconds(), 1e-3)) + "/s"
}

// timeLeft is an estimate to the second, "" if there is none.
func (s state) timeLeft() string {
	if math.IsNaN(s.left) {
		return ""
	}
	return human.Seconds(math.Ceil(s.left)) + " left"
}
