package engine

// This file tests main storage: sharing of downloads, waiting for room, and what
// can go wrong.

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// storageWorld has main storage of 100 bytes behind a repository of 10 B/s, and
// copies of 20 B/s in all. Images are numbered by their place in sizes; function
// "0" runs 1 s on image 0, and so on.
func storageWorld(t *testing.T, c ProviderConfig, sizes ...unit.Bytes) *tiny {
	c.Storage.Capacity, c.LAN.Bandwidth = 100, 20
	if c.Hosts == nil {
		c.Hosts = slots(3, 3)
	}
	w := newTinyAt(t, RepositoryConfig{Bandwidth: 10}, c)
	for k, size := range sizes {
		w.fn(fmt.Sprint(k), w.file(fmt.Sprintf("image %d", k), size), 1.0, Limits{})
	}
	return w
}

// TestOneDownload: five requests, three hosts, one download of 10 s. The three
// copies share the LAN: 15 s. The last request finds the image at storage, but its
// host is already sent it.
func TestOneDownload(t *testing.T) {
	w := storageWorld(t, ProviderConfig{Hosts: slots(3, 2)}, 100)
	w.ask("0", 0, 0, 0, 5, 5, 12)
	w.run()
	require.Equal(t, "cold@26 cold@26 cold@26 cold@26 cold@26 cold@26", w.ends())
	require.EqualValues(t, 1, w.p.traffic[pathDownload].Transfers)
	require.EqualValues(t, 3, w.p.traffic[pathCopy].Transfers)
	require.Equal(t, CacheSummary{Misses: 1, Joined: 2}, w.p.storageCache)
	require.Equal(t, CacheSummary{Misses: 3, Joined: 3}, w.p.hostCache)
}

// TestStorageIsAnLRUCache: images of 40 bytes, of which two fit. Each start takes
// 4 s to download, 2 s to copy and 1 s to run, far apart.
func TestStorageIsAnLRUCache(t *testing.T) {
	for _, tt := range []struct {
		name string
		asks []string
		want string // which were downloaded
	}{
		{"two fit", []string{"0", "1", "0", "1"}, "ddhh"},
		{"the least recently used goes", []string{"0", "1", "0", "2", "0", "1"}, "ddhdhd"},
		{"the least recently added would stay", []string{"0", "1", "2", "1", "0"}, "dddhd"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			// Nothing stays on the host: its disk has room for one image.
			w := storageWorld(t, ProviderConfig{
				Hosts: []HostGroup{{Count: 1, Slots: 1, Disk: Disk{Capacity: 40}}}, KeepAlive: FixedKeepAlive(0),
			}, 40, 40, 40)
			for k, name := range tt.asks {
				w.ask(name, float64(20*k))
			}
			w.run()
			got := ""
			for k := range tt.asks {
				switch r := w.rec(k); span(r.Placed, r.Downloaded) {
				case secs(4):
					got += "d"
				case 0:
					got += "h"
				}
				require.Equal(t, OK, w.rec(k).Status)
			}
			require.Equal(t, tt.want, got)
		})
	}
}

// TestWaitingForStorage: all of main storage is in use.
func TestWaitingForStorage(t *testing.T) {
	t.Run("for a download and a copy", func(t *testing.T) {
		// Image 0 is downloaded from 0 to 8 and copied until 12; then image 1 of 60
		// bytes takes 6 s and 3 s.
		w := storageWorld(t, ProviderConfig{}, 80, 60)
		w.ask("0", 0)
		w.ask("1", 1)
		w.run()
		require.Equal(t, "cold@13 cold@22", w.ends())
		require.EqualValues(t, 1, w.p.storageCache.Evictions)
		require.Equal(t, "dispatch=0 queue=0 download=17 copy=3 load=0 create=0 clone=0 init=0 ingress=0 run=1 egress=0", phasesOf(w.rec(1)))
	})
	t.Run("first in, first out", func(t *testing.T) {
		// When 0 has been copied, at 12, either 1 or 2 would fit; 1 takes until 24, and
		// 2 until 30.
		w := storageWorld(t, ProviderConfig{}, 80, 80, 40)
		w.ask("0", 0)
		w.ask("1", 1)
		w.ask("2", 2)
		w.run()
		require.Equal(t, "cold@13 cold@25 cold@31", w.ends())
	})
	t.Run("and a small one does not overtake", func(t *testing.T) {
		// While 0 of 60 bytes comes, until 9, there is room for 2 but not for 1, which
		// asked before it. 1 takes 8 s and 4 s; then 2 takes 4 s and 2 s.
		w := storageWorld(t, ProviderConfig{}, 60, 80, 40)
		w.ask("0", 0)
		w.ask("1", 1)
		w.ask("2", 2)
		w.run()
		require.Equal(t, "cold@10 cold@22 cold@28", w.ends())
	})
	t.Run("together", func(t *testing.T) {
		// When 0 is copied, 1 and 2 fit at once and share the link from 12 on: 40 B each
		// at 5 B/s until 20; the copies share the LAN until 24.
		w := storageWorld(t, ProviderConfig{}, 80, 40, 40)
		w.ask("0", 0)
		w.ask("1", 1)
		w.ask("2", 2)
		w.run()
		require.Equal(t, "cold@13 cold@25 cold@25", w.ends())
	})
	t.Run("and a time limit does not count", func(t *testing.T) {
		w := storageWorld(t, ProviderConfig{}, 80)
		w.fn("limited", w.file("other", 60), 1.0, Limits{TimeLimit: secs(2)})
		w.ask("0", 0)
		w.ask("limited", 1)
		w.run()
		require.Equal(t, "cold@13 cold@22", w.ends())
	})
}

// TestImageCannotCome: those who wait for an image that cannot come end with an
// error; nothing else happens to them, to others or to those that come later.
func TestImageCannotCome(t *testing.T) {
	t.Run("larger than main storage", func(t *testing.T) {
		w := storageWorld(t, ProviderConfig{}, 101, 10)
		w.ask("0", 1, 1)
		w.ask("1", 1)
		w.ask("0", 9)
		w.run()
		require.Equal(t, "cold!error@1 cold!error@1 cold@3.5 cold!error@9", w.ends())
		r := w.rec(0)
		require.Equal(t, `image "image 0" of 101B is larger than main storage of 100B`, r.Message)
		require.Equal(t, "dispatch=0 queue=0 download=0", phasesOf(r))
		require.EqualValues(t, 3, w.p.counts.Error)
		require.Equal(t, NotThere, w.p.ImageOn(1, w.p.fns[1].image.file), "nothing is left of it")
		require.EqualValues(t, 10, w.p.hosts[1].disk.Used())
	})
	t.Run("also where containers are torn down", func(t *testing.T) {
		// The container of the first holds its place for 5 s; the second asks again.
		w := storageWorld(t, ProviderConfig{Hosts: slots(1, 3), Overhead: Overhead{Teardown: always(5)}}, 101)
		w.ask("0", 1, 3)
		w.run()
		require.Equal(t, "cold!error@1 cold!error@3", w.ends())
	})
	t.Run("nowhere stored", func(t *testing.T) {
		w := storageWorld(t, ProviderConfig{}, 10)
		w.hub.Remove(w.p.fns[1].image.file)
		w.ask("0", 1)
		w.run()
		require.Equal(t, "cold!error@1", w.ends())
		require.Equal(t, `no repository stores the image "image 0"`, w.rec(0).Message)
	})
	t.Run("taken away while it waits for room", func(t *testing.T) {
		w := storageWorld(t, ProviderConfig{}, 80, 60)
		w.ask("0", 0)
		w.ask("1", 1, 2)
		w.Spawn(func(pr *Process) error {
			err := pr.Sleep(secs(3))
			w.hub.Remove(w.p.fns[2].image.file)
			return err
		})
		w.run()
		require.Equal(t, "cold@13 cold!error@12 cold!error@12", w.ends())
	})
	t.Run("a download under way goes on", func(t *testing.T) {
		w := storageWorld(t, ProviderConfig{}, 80)
		w.ask("0", 0)
		w.Spawn(func(pr *Process) error {
			err := pr.Sleep(secs(3))
			w.hub.Remove(w.p.fns[1].image.file)
			return err
		})
		w.run()
		require.Equal(t, "cold@13", w.ends())
	})
	t.Run("code that is no longer stored", func(t *testing.T) {
		w := newTiny(t, ProviderConfig{})
		lib := w.file("code", 10)
		_, err := w.p.Register(&Function{Name: "f", Image: w.file("image", 0), Code: lib, Duration: always(1)}, Limits{})
		require.NoError(t, err)
		w.hub.Remove(lib.File)
		w.ask("f", 1)
		w.run()
		require.Equal(t, "cold!error@1", w.ends())
		require.Equal(t, "code: repository hub no longer stores code", w.rec(0).Message)
	})
}

// TestFetchOnArrival: the image is asked for before the invocation is placed; it
// enters the queue when it is there.
func TestFetchOnArrival(t *testing.T) {
	w := storageWorld(t, ProviderConfig{Fetch: FetchOnArrival, Hosts: slots(1, 1)}, 80, 101)
	w.ask("0", 0, 20)
	w.ask("1", 0)
	w.run()
	require.Equal(t, "cold@13 warm@21 none!error@0", w.ends())
	require.Equal(t, "dispatch=0 queue=8 download=0 copy=4 load=0 create=0 clone=0 init=0 ingress=0 run=1 egress=0", phasesOf(w.rec(0)))
	require.Equal(t, `image "image 1" of 101B is larger than main storage of 100B`, w.rec(2).Message)
}

// pickLast is the last copy, and pickNone none of them.
type (
	pickLast struct{}
	pickNone struct{}
)

func (pickLast) Source(_ *File, copies []*Repository) (*Repository, error) {
	return copies[len(copies)-1], nil
}
func (pickNone) Source(*File, []*Repository) (*Repository, error) { return nil, nil }

// TestSource: image "a" is stored at three repositories of 10, 20 and 20 B/s, "b" at
// the first and the second one. Each has 100 bytes; "b" is asked for 1 s later.
func TestSource(t *testing.T) {
	for _, tt := range []struct {
		name   string
		policy SourcePolicy
		a, b   string // from where, in how many seconds
	}{
		// b: r2 is busy, so it takes the idle r1 although r2 would promise as much.
		{"the fastest idle link, the first of equals", nil, "r2 5", "r1 10"},
		{"policy", pickLast{}, "r3 5", "r2 5"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newTiny(t, ProviderConfig{Source: tt.policy})
			var repos []*Repository
			for k, rate := range []float64{10, 20, 20} {
				r, err := w.NewRepository(RepositoryConfig{Name: fmt.Sprintf("r%d", k+1), Bandwidth: rate})
				require.NoError(t, err)
				repos = append(repos, r)
			}
			a, err := w.NewFile("a", 100)
			require.NoError(t, err)
			b, err := w.NewFile("b", 100)
			require.NoError(t, err)
			for k, r := range repos {
				r.Store(a)
				if k < 2 {
					r.Store(b)
				}
			}
			w.fn("a", Location{repos[0], a}, 0.0, Limits{})
			w.fn("b", Location{repos[0], b}, 0.0, Limits{})
			w.ask("a", 0)
			w.ask("b", 1)
			active := func() (names string) {
				for _, r := range repos {
					if r.Active() > 0 {
						names += r.Config.Name
					}
				}
				return names
			}
			require.NoError(t, w.RunUntil(secs(0.5)))
			require.Equal(t, tt.a[:2], active())
			w.run()
			require.Equal(t, tt.a[3:], fmt.Sprint(span(w.rec(0).Placed, w.rec(0).Downloaded).Seconds()))
			require.Equal(t, tt.b[3:], fmt.Sprint(span(w.rec(1).Placed, w.rec(1).Downloaded).Seconds()))
		})
	}
	t.Run("an answer that is none", func(t *testing.T) {
		w := newTiny(t, ProviderConfig{Source: pickNone{}})
		other, err := w.NewRepository(RepositoryConfig{Name: "other"})
		require.NoError(t, err)
		image := w.file("image", 10)
		other.Store(image.File)
		w.fn("f", image, 0.0, Limits{})
		w.ask("f", 2)
		require.EqualError(t, w.Run(), `provider "cloud": source: at 2s: invocation 1 of "f": returned a repository that does not store "image"`)
	})
}

// TestLeastBusyLink: when no link is idle, the one that promises most is taken:
// of 30 B/s with two transfers or 12 B/s with one, 10 and 6 B/s.
func TestLeastBusyLink(t *testing.T) {
	fast, slow := &Repository{ID: 1, Config: RepositoryConfig{Bandwidth: 30}, active: 2}, &Repository{ID: 2, Config: RepositoryConfig{Bandwidth: 12}, active: 1}
	require.Same(t, fast, fastestIdle([]*Repository{slow, fast}))
	slow.Config.Bandwidth = 21 // 10.5 B/s
	require.Same(t, slow, fastestIdle([]*Repository{fast, slow}))
	slow.Config.Bandwidth = 20 // a tie goes to the first declared
	require.Same(t, fast, fastestIdle([]*Repository{slow, fast}))
	slow.active = 0
	require.Same(t, slow, fastestIdle([]*Repository{fast, slow}))
	fast.active, fast.Config.Bandwidth = 0, 0 // without a limit
	require.Same(t, fast, fastestIdle([]*Repository{slow, fast}))
}
