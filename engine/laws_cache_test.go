package engine

// This file tests that more main storage never means more downloads, where that
// is so.

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/cache"
)

// onePerTurn is a scenario in which functions, each with an image of its own, are
// invoked one by one, so long after each other that nothing else happens
// meanwhile. All images have the same size; main storage holds so many of them,
// the disk of a host one.
func onePerTurn(requests []int, images, stored, hosts int, order cache.Order) *scenario {
	const size = 10
	sc := &scenario{Repos: []repoSpec{{Bandwidth: 5}}}
	for i := range images {
		sc.Files = append(sc.Files, fileSpec{Size: size})
		sc.Functions = append(sc.Functions, functionSpec{Image: i, Duration: 1})
	}
	sc.Providers = []providerSpec{{
		Storage: diskSpec{Capacity: stored * size}, Order: int(order), Schedule: "turns",
		Hosts: []hostSpec{{Count: hosts, Slots: 1, NIC: 5, Disk: diskSpec{Capacity: size}}},
	}}
	for i, r := range requests {
		sc.Arrivals = append(sc.Arrivals, arrivalSpec{At: 1000 * i, Fn: r})
	}
	return sc
}

// downloads runs it and returns how many downloads there were, and which images
// the hosts asked main storage for, in order.
func downloads(t *testing.T, sc *scenario) (n int, asked []string) {
	st, err := sc.tell(nil, nil)
	require.NoError(t, err)
	on := map[HostID]string{}
	for i := range st.told[0] {
		r := &st.told[0][i]
		require.Equal(t, OK, r.Status)
		require.Less(t, r.Latency(), ticks(1000))
		if on[r.Host] != r.name {
			on[r.Host] = r.name
			asked = append(asked, r.name)
		}
	}
	p := st.s.providers[0]
	require.Equal(t, p.storageCache.Misses, p.traffic[pathDownload].Transfers)
	require.Equal(t, uint64(len(asked)), p.storageCache.Misses+p.storageCache.Hits)
	return int(p.storageCache.Misses), asked
}

// stackMisses is how many requests miss in an LRU cache for so many objects of
// one size: those for objects that are not among the last so many different
// ones (Mattson, Gecsei, Slutz, Traiger, 1970).
func stackMisses(asked []string, objects int) (n int) {
	var stack []string
	for _, a := range asked {
		at := slices.Index(stack, a)
		if at < 0 || at >= objects {
			n++
		}
		if at >= 0 {
			stack = slices.Delete(stack, at, at+1)
		}
		stack = slices.Insert(stack, 0, a)
	}
	return n
}

// TestStorageInclusion holds main storage against the inclusion property of LRU:
// what a cache holds, a larger one holds too, so it is never asked more often
// to download.
//
// It holds for images of equal sizes and requests that come one by one. Of images
// of different sizes a larger cache may hold others, not more. And where requests
// overlap, more room changes which downloads and copies take place when, and thus
// what hosts ask for, and in which order: of the random scenarios with images of
// one size, 3 in 1000 download more with room for three images than for two.
func TestStorageInclusion(t *testing.T) {
	n := *lawsN / 4
	if testing.Short() {
		n /= 4
	}
	for seed := range uint64(n) {
		d := &dice{New(Config{Seed: seed}).Stream("requests")}
		images, hosts := 2+d.upTo(6), 1+d.upTo(2)
		var requests []int
		for range 50 {
			requests = append(requests, min(d.IntN(images), d.IntN(images)))
		}
		last := len(requests) + 1
		for stored := 1; stored <= images+1; stored++ {
			got, asked := downloads(t, onePerTurn(requests, images, stored, hosts, cache.LRU))
			require.LessOrEqual(t, got, last, "seed %d, %d stored", seed, stored)
			require.Equal(t, stackMisses(asked, stored), got, "seed %d, %d stored", seed, stored)
			last = got
		}
	}
}

// TestStorageAnomaly shows that the law is one of LRU: with FIFO, Belady's string
// of requests needs more downloads with four places than with three.
func TestStorageAnomaly(t *testing.T) {
	belady := []int{1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5}
	for _, tt := range []struct {
		order        cache.Order
		stored, want int
	}{{cache.FIFO, 3, 9}, {cache.FIFO, 4, 10}, {cache.LRU, 3, 10}, {cache.LRU, 4, 8}} {
		got, _ := downloads(t, onePerTurn(belady, 6, tt.stored, 1, tt.order))
		require.Equal(t, tt.want, got, fmt.Sprint(tt))
	}
}
