package validation

// This file holds the sharing of bandwidth against SimGrid.

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/flow"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

const fluidText = `
When each transfer ends in [SimGrid](https://simgrid.org) 4.1 (C++), which shares bandwidth max-min fairly: links in line, stars,
disks that read and write, and random nets. The tolerance is 1e-9 of the time, but not less than a nanosecond, one step of
coldmoon's clock: the net rounds each end to such a step, and those after it follow from it.
`

// fluidCases are the nets of this page; others that are there are only checked.
var fluidCases = []string{
	"01-one-link-two-flows", "02-staggered", "03-parking-lot", "04-disk-link-disk", "05-fan-out-one-disk", "06-fan-in-one-disk",
	"11-random-6links-20flows", "14-random-disks-links",
}

// A fluidCase is a net, what is moved over it, and when that ended there.
type fluidCase struct {
	Resources map[string]float64
	Flows     []struct {
		Name        string
		Size, Start float64
		Uses        []string
	}
	Finish []float64
}

func checkFluid(t *testing.T, r *report) {
	files, err := filepath.Glob(oracles + "wrench/fluid-*.json")
	require.NoError(t, err)
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "fluid-"), ".json")
		if strings.HasPrefix(name, "info-") {
			continue // specifics of SimGrid, not max-min sharing
		}
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		var c fluidCase
		require.NoError(t, json.Unmarshal(data, &c))
		for k, got := range c.run() {
			x := row{name + ": end of " + c.Flows[k].Name, "SimGrid", c.Finish[k], got, 1e-9 * max(1, c.Finish[k])}
			if slices.Contains(fluidCases, name) {
				r.add(x)
			} else {
				require.True(t, x.ok(), x.String())
			}
		}
	}
}

// run returns when each transfer ends.
func (c *fluidCase) run() []float64 {
	n, ids := flow.NewNet(), map[string]flow.ResourceID{}
	for name, capacity := range c.Resources {
		ids[name] = n.AddResource(capacity)
	}
	waiting, ends := len(c.Flows), make([]float64, len(c.Flows))
	started := make([]bool, waiting)
	for waiting+n.Active() > 0 {
		first := -1
		for i, f := range c.Flows {
			if !started[i] && (first < 0 || f.Start < c.Flows[first].Start) {
				first = i
			}
		}
		if next := n.Next(); first < 0 || next <= sim.Seconds(c.Flows[first].Start) {
			_, tag, _ := n.Finish(next)
			ends[tag] = next.Seconds()
			continue
		}
		f := c.Flows[first]
		var path []flow.ResourceID
		for _, use := range f.Uses {
			path = append(path, ids[use])
		}
		n.Start(sim.Seconds(f.Start), f.Size, 0, uint64(first), path)
		started[first] = true
		waiting--
	}
	return ends
}
