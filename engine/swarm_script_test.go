package engine_test

// This file runs random scenarios as Lua scripts: they come to what they come to in
// Go.
//
//	go test ./engine -run SwarmLua -swarm.lua=3000 -swarm.seed=1
//	go test ./engine -run SwarmScript -swarm.script=FILE -swarm.seed=1
//
// FILE is an absolute path, or one from this directory.

import (
	"flag"
	"io"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine"
	"github.com/coldmoon-sim/coldmoon/internal/runner"
	"github.com/coldmoon-sim/coldmoon/luabind"
)

var (
	swarmLua    = flag.Int("swarm.lua", 400, "random scenarios to run as Lua scripts; a quarter with -short")
	swarmScript = flag.String("swarm.script", "", "a Lua script to run with a check after every event, with seed -swarm.seed")
)

// TestSwarmLua demands that a scenario and its script are one run: the same events
// and the same summary. Every other scenario is one as a shrinker leaves it.
func TestSwarmLua(t *testing.T) {
	n := *swarmLua
	if testing.Short() {
		n = (n + 3) / 4
	}
	for i := range n {
		seed := engine.SwarmSeed() + uint64(i)
		c, err := engine.NewSwarmCase(seed, i%2 == 1)
		require.NoError(t, err, "seed %d", seed)
		result, err := runner.Run(runner.Options{
			Script:   luabind.Options{Name: "swarm.lua", Source: []byte(c.Script), Seed: c.Seed},
			Progress: runner.None, Stdout: io.Discard, Stderr: os.Stderr,
		})
		require.NoError(t, err, "seed %d\n%s", seed, c.Script)
		require.Equal(t, c.Summary, result.Summary, "seed %d\n%s", seed, c.Script)
	}
}

// TestSwarmScript runs a script with a check after every event; those of some
// random scenarios if no other is given.
func TestSwarmScript(t *testing.T) {
	if *swarmScript != "" {
		runChecked(t, luabind.Options{Name: *swarmScript, Seed: engine.SwarmSeed()})
		return
	}
	for i := range 20 {
		c, err := engine.NewSwarmCase(engine.SwarmSeed()+uint64(i), false)
		require.NoError(t, err)
		runChecked(t, luabind.Options{Name: "swarm.lua", Source: []byte(c.Script), Seed: c.Seed})
	}
}

func runChecked(t *testing.T, o luabind.Options) {
	t.Helper()
	rt, err := luabind.New(o)
	require.NoError(t, err)
	defer rt.Close()
	violation := engine.CheckEveryEvent(rt.Simulation())
	err = rt.Run()
	require.NoError(t, violation())
	require.NoError(t, err)
	require.NotZero(t, rt.Simulation().Events(), "nothing was simulated")
}
