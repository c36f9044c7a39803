// This file compares with results of another simulator.

package flow

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// TestOracle compares with the fluid model of SimGrid 4.1, if its results are
// there.
func TestOracle(t *testing.T) {
	files, err := filepath.Glob("../../../shared/oracle/wrench/fluid-*.json")
	require.NoError(t, err)
	if len(files) == 0 {
		t.Skip("no reference results found")
	}
	for _, file := range files {
		name := filepath.Base(file)
		if strings.HasPrefix(name, "fluid-info-") {
			continue // specifics of SimGrid, not max-min sharing
		}
		t.Run(name, func(t *testing.T) { compareWithOracle(t, file) })
	}
}

func compareWithOracle(t *testing.T, file string) {
	var ref struct {
		Resources map[string]float64
		Flows     []struct {
			Name        string
			Size, Start float64
			Uses        []string
		}
		Finish []float64
	}
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &ref))

	n, ids := NewNet(), map[string]ResourceID{}
	for name, capacity := range ref.Resources {
		ids[name] = n.AddResource(capacity)
	}
	waiting := len(ref.Flows)
	started := make([]bool, waiting)
	for waiting+n.Active() > 0 {
		first := -1
		for i, f := range ref.Flows {
			if !started[i] && (first < 0 || f.Start < ref.Flows[first].Start) {
				first = i
			}
		}
		if next := n.Next(); first < 0 || next <= sim.Seconds(ref.Flows[first].Start) {
			_, tag, _ := n.Finish(next)
			require.InDelta(t, ref.Finish[tag], next.Seconds(), 1e-9+1e-9*ref.Finish[tag], "flow %s", ref.Flows[tag].Name)
			continue
		}
		f := ref.Flows[first]
		var path []ResourceID
		for _, use := range f.Uses {
			path = append(path, ids[use])
		}
		n.Start(sim.Seconds(f.Start), f.Size, 0, uint64(first), path)
		started[first] = true
		waiting--
	}
}
