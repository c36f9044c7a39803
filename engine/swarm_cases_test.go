package engine

// This file keeps the small scenarios that random ones were shrunk to when they
// failed, each named by what was wrong.

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSwarmCases(t *testing.T) {
	one := []hostSpec{{Count: 1}}
	for _, tt := range []struct {
		name string
		sc   scenario
	}{
		{"a container that ran out of memory took others in until its end was heard", scenario{
			Files:     []fileSpec{{}},
			Providers: []providerSpec{{Hosts: one, Serial: true, Overhead: overheadSpec{Dispatch: 1}}},
			Functions: []functionSpec{{Actions: []action{{"allocate", 2}}, RAM: 1, Concurrency: 2}},
			Arrivals:  []arrivalSpec{{At: 2}},
			Clients:   []clientSpec{{Times: 1, Gap: 2}, {Times: 1}},
		}},
		{"nobody asked for an image again that could not come, while its container was torn down", scenario{
			Files:     []fileSpec{{Size: 2}},
			Providers: []providerSpec{{Storage: diskSpec{Capacity: 1}, Hosts: one, Overhead: overheadSpec{Teardown: 1}}},
			Functions: []functionSpec{{}},
			Arrivals:  []arrivalSpec{{At: 4}, {At: 4}},
		}},
		{"a slot that an idle container gave up did not bring back those that waited for one", scenario{
			Files:     []fileSpec{{}},
			Providers: []providerSpec{{Hosts: []hostSpec{{Count: 1, Slots: 3, NIC: 1}}, IdleHoldsSlot: true, KeepAlive: 1, Reuse: 1}},
			Functions: []functionSpec{{Ingress: 2, Concurrency: 2}},
			Arrivals:  []arrivalSpec{{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {At: 2}},
			Clients:   []clientSpec{{Times: 2, Gap: 1}, {Times: 1}},
		}},
		{"an image on its way for nobody in particular was taken for room", scenario{
			Files:     []fileSpec{{Size: 1}, {Size: 10}},
			Providers: []providerSpec{{Hosts: []hostSpec{{Count: 2, Disk: diskSpec{Capacity: 10, Write: 1}}}, Schedule: "round"}},
			Functions: []functionSpec{{}, {Image: 1}},
			Arrivals:  []arrivalSpec{{}, {}},
			Clients:   []clientSpec{{Times: 1}, {Times: 1}},
		}},
		{"a container that was torn down did not count as busy", scenario{
			Files:     []fileSpec{{}},
			Providers: []providerSpec{{Hosts: one, Overhead: overheadSpec{Teardown: 2}, KeepAlive: 1}},
			Functions: []functionSpec{{Duration: 1}},
			Arrivals:  []arrivalSpec{{}, {At: 3}},
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.sc.Repos = []repoSpec{{}}
			_, err := tt.sc.test()
			require.NoError(t, err)
		})
	}
}
