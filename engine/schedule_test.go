package engine

// This file tests where containers start, and what a policy can see.

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// TestSchedules asks five times at once for a function that needs 3 bytes of RAM, on
// hosts of 10, 4, 7 and 9 bytes. The third runs a container of 1 byte of another
// function with the same image: 10, 4, 6 and 9 bytes are free.
func TestSchedules(t *testing.T) {
	for _, tt := range []struct {
		name     string
		schedule SchedulePolicy
		want     string
	}{
		{"default", nil, "1 1 1 2 3"},
		{"first fit", WarmFirstFit{}, "1 1 1 2 3"},
		{"best fit", WarmBestFit{}, "2 3 3 4 4"},         // 4; 6, 3; 9, 6
		{"worst fit", WarmWorstFit{}, "1 4 1 3 4"},       // 10; 9; 7; 6 and 6
		{"least loaded", WarmLeastLoaded{}, "1 2 4 1 3"}, // 0 0 1 0 taken; then 1 1 1 1, of which 1 is first, then 3 as 2 is full
		{"round robin", WarmRoundRobin{}, "1 2 3 4 1"},
		{"image", WarmImageFit{}, "3 3 1 1 1"}, // as the running one has the same image
		{"round robin twice", &WarmRoundRobin{}, "1 2 3 4 1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var hosts []HostGroup
			for _, ram := range []unit.Bytes{10, 4, 7, 9} {
				hosts = append(hosts, HostGroup{Count: 1, RAM: ram})
			}
			w := newTiny(t, ProviderConfig{Hosts: hosts, Schedule: fixedAnswer{d: Decision{Host: 3}}})
			image := w.file("image", 10)
			w.fn("first", image, 1000.0, Limits{RAM: 1})
			w.fn("f", image, 10.0, Limits{RAM: 3})
			w.ask("first", 0)
			require.NoError(t, w.RunUntil(secs(1)))
			w.p.setSchedule(tt.schedule)
			w.ask("f", 2, 2, 2, 2, 2)
			w.run()
			var got []string
			for k := range 5 {
				got = append(got, fmt.Sprint(w.rec(k+1).Host))
			}
			require.Equal(t, tt.want, strings.Join(got, " "))
		})
	}
}

// TestRoomToSpareFirst: a host with room comes before one where an idle container
// would have to go, in every order.
func TestRoomToSpareFirst(t *testing.T) {
	for _, tt := range []SchedulePolicy{WarmFirstFit{}, WarmBestFit{}, WarmWorstFit{}, WarmLeastLoaded{}, WarmRandom{}} {
		w := newTiny(t, ProviderConfig{Hosts: []HostGroup{{Count: 1, RAM: 4}, {Count: 1, RAM: 8}}, Schedule: firstHost{}})
		image := w.file("image", 0)
		w.fn("g", image, 1.0, Limits{RAM: 3})
		w.fn("f", image, 100.0, Limits{RAM: 4})
		w.ask("g", 0)
		require.NoError(t, w.RunUntil(secs(5)))
		require.Equal(t, "g", idleNames(w.p))
		w.p.setSchedule(tt)
		w.ask("f", 10, 11, 12)
		w.run()
		require.Equal(t, []HostID{2, 2, 1}, []HostID{w.rec(1).Host, w.rec(2).Host, w.rec(3).Host}, "%T", tt)
		require.EqualValues(t, 1, w.p.counts.Evicted)
	}
}

// firstHost starts everything on host 1.
type firstHost struct{}

func (firstHost) Schedule(Request, *Cluster) (Decision, error) { return Decision{Host: 1}, nil }

// look is a schedule that looks around and then does the default.
type look struct{ at func(r Request, c *Cluster) }

func (l look) Schedule(r Request, c *Cluster) (Decision, error) {
	l.at(r, c)
	return WarmFirstFit{}.Schedule(r, c)
}

// TestCluster compares what a policy sees with what there is, at the third request:
// 10 of 16 bytes are taken by a running and an idle container.
func TestCluster(t *testing.T) {
	looked := 0
	var image Location
	w := newTiny(t, ProviderConfig{
		Hosts: []HostGroup{{Count: 1, Slots: 2, RAM: 10, Disk: Disk{Capacity: 50}}, {Count: 1, Slots: 3, Cores: 1, Speed: 2, RAM: 6, Disk: Disk{Capacity: 9}}},
		Schedule: look{func(r Request, c *Cluster) {
			if r.ID() != 3 {
				return
			}
			if looked++; looked > 1 {
				require.True(t, r.Waiting())
				return
			}
			p := c.Provider()
			require.Equal(t, []any{"big", FunctionID(2), secs(4), secs(5), false}, []any{r.Name(), r.Function(), r.Submitted(), r.Now(), r.Waiting()})
			require.Same(t, image.File, r.Image())
			require.EqualValues(t, 9, r.Limits().RAM)
			require.Equal(t, []int{2, 0, 1, 2, 1}, []int{c.Hosts(), c.Waiting(), c.Running(), c.Containers(), c.Idle()})
			require.EqualValues(t, 6, c.FreeRAM())
			require.Equal(t, secs(5), c.Now())
			require.Equal(t, []bool{false, false}, []bool{c.CanTake(1, r), c.CanTake(2, r)})
			require.Equal(t, HostInfo{
				ID: 1, Group: 1, Up: true, Slots: 2, FreeSlots: 1, RAM: 10, FreeRAM: 0, Disk: 50, FreeDisk: 50 - 10 - 4, Cores: 2, Speed: 1,
				Containers: 2, Idle: 1, Running: 1,
			}, p.Host(1))
			require.Equal(t, HostInfo{ID: 2, Group: 2, Up: true, Slots: 3, FreeSlots: 3, RAM: 6, FreeRAM: 6, Disk: 9, FreeDisk: 9, Cores: 1, Speed: 2}, p.Host(2))
			require.Equal(t, []bool{true, false}, []bool{p.HostHasImage(1, image.File), p.HostHasImage(2, image.File)})
			require.Equal(t, 1, p.WarmContainers(1))
			busy, ok := p.Container(1)
			require.True(t, ok)
			require.Equal(t, ContainerInfo{
				ID: 1, Serial: 1, Function: 1, Name: "small", Host: 1, RAM: 5, Disk: 2, Uses: 1, Active: 1,
				Created: 0, LastUsed: 0, Ready: true,
			}, busy)
			idle, _ := p.Container(2)
			require.Equal(t, []any{0, uint64(1), secs(3)}, []any{idle.Active, idle.Uses, idle.LastUsed})
			_, ok = p.Container(9)
			require.False(t, ok)
			require.Zero(t, p.ContainerSerial(0))
			require.EqualValues(t, 2, p.ContainerSerial(2))
			require.Equal(t, ContainerID(2), p.WarmOn(1, 1))
			require.Zero(t, p.WarmOn(2, 1))
		}},
	})
	image = w.file("image", 10)
	id := w.fn("small", image, nil, Limits{RAM: 5, Disk: 2})
	w.fn("big", image, 1.0, Limits{RAM: 9, Overhead: Overhead{Dispatch: always(1)}})
	w.p.Drive(listed(t, []sim.Time{0, 0}, []sim.Time{secs(100), secs(3)}), []FunctionID{id}, nil)
	w.ask("big", 4)
	w.run()
	require.Equal(t, 2, looked, "at 5 s, and when the place is free")
	_, ok := w.p.Container(1)
	require.False(t, ok, "gone")
}
