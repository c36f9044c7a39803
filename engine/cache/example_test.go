package cache_test

import (
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine/cache"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

func Example() {
	const python, node, java = 1, 2, 3
	disk := cache.NewLRU(1 * unit.GiB)
	disk.OnEvict = func(k cache.Key, _ cache.Slot, size unit.Bytes) {
		fmt.Printf("image %d of %v evicted\n", k, size)
	}
	running, _ := disk.Add(python, 400*unit.MiB)
	disk.Pin(running)
	_, _ = disk.Add(node, 300*unit.MiB)
	_, _ = disk.Add(java, 600*unit.MiB)
	fmt.Println("a container's disk:", disk.Reserve(700*unit.MiB))
	disk.Unpin(running)
	fmt.Println("after the last one ended:", disk.Reserve(700*unit.MiB))
	// Output:
	// image 2 of 300MiB evicted
	// a container's disk: not enough unpinned space in the cache
	// image 3 of 600MiB evicted
	// image 1 of 400MiB evicted
	// after the last one ended: <nil>
}
