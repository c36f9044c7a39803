package engine

// This file tests what is told of images that move, and when.

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
)

// told notes the moves of which a provider tells.
type told struct{ lines *[]string }

func (o told) ObserveImage(m *ImageMove) error {
	*o.lines = append(*o.lines, fmt.Sprintf("%v %s to %d: %v to %v, %d B", m.Kind, m.Image.Name, m.Host, m.Began.Seconds(), m.Ended.Seconds(), m.Bytes()))
	return nil
}

// everywhere copies the image of whoever waits to both hosts, and starts where it is.
type everywhere struct{ rounds *[]string }

func (e everywhere) Round(waiting []Request, c *Cluster, plan *Plan) error {
	p, image := c.Provider(), waiting[0].Image()
	line := fmt.Sprint(c.Now().Seconds(), " ", len(waiting))
	for h := HostID(1); h <= 2; h++ {
		state := p.ImageOn(h, image)
		line += " " + state.String()
		if state == NotThere {
			plan.Copy(image, h)
		}
	}
	*e.rounds = append(*e.rounds, line)
	if len(waiting) > 1 {
		plan.Start(waiting[1], 1, OnDisk)
	}
	plan.Start(waiting[0], 2, OnDisk)
	return nil
}

// TestRoundsOneByOne: two copies of 20 B share 10 B/s from 1 to 5 and arrive together.
// Both are there in the first round, but each has a round of its own; so have two
// invocations that end together at 8.
func TestRoundsOneByOne(t *testing.T) {
	var rounds, moves []string
	w := newTinyAt(t, RepositoryConfig{Bandwidth: 20}, ProviderConfig{
		Round: everywhere{&rounds}, OnImage: told{&moves}, Fetch: FetchOnArrival, LAN: Link{Bandwidth: 10}, Hosts: slots(2, 1),
	})
	w.fn("f", w.file("image", 20), 3.0, Limits{})
	w.ask("f", 0, 0, 4)
	w.run()
	require.Equal(t, []string{
		"1 2 absent absent", "4 3 copying copying", "5 3 ram ram", "5 1 ram ram", "8 1 ram ram", "8 1 ram ram",
	}, rounds)
	require.Equal(t, []string{
		"download image to 0: 0 to 1, 20 B", "copy image to 1: 1 to 5, 20 B", "copy image to 2: 1 to 5, 20 B",
	}, moves)
	require.Equal(t, "cold@8 cold@8 cold@11", w.ends())
}

// TestLandedBeforeTold: a download ends at 3.5, while the control plane is busy with a
// request until 4. That request finds the image there and is placed at once; the one
// that had asked for it is told after that.
func TestLandedBeforeTold(t *testing.T) {
	var moves []string
	w := newTinyAt(t, RepositoryConfig{Bandwidth: 10}, ProviderConfig{
		Control: SerialControl, Overhead: Overhead{Dispatch: always(1)}, Fetch: FetchOnArrival, OnImage: told{&moves}, Hosts: slots(1, 1),
	})
	w.fn("f", w.file("image", 25), 2.0, Limits{})
	w.ask("f", 0, 3)
	w.run()
	require.Equal(t, "warm@8 cold@6", w.ends())
	require.Equal(t, []string{"download image to 0: 1 to 4, 25 B", "copy image to 1: 4 to 4, 25 B"}, moves)
}

// gone copies image a ahead, and b as soon as a is there.
type gone struct{ a, b *File }

func (g gone) Round(waiting []Request, c *Cluster, plan *Plan) error {
	switch p := c.Provider(); {
	case p.ImageOn(1, g.a) == NotThere && p.ImageOn(1, g.b) == NotThere:
		plan.Copy(g.a, 1)
	case p.ImageOn(1, g.a) == InRAM:
		plan.Copy(g.b, 1)
	}
	return nil
}

// TestEvictedBeforeTold: a is at the host at 4.5, while the control plane is busy from 4
// to 5. The round at 5 has b copied in its place, before the arrival of a is told.
func TestEvictedBeforeTold(t *testing.T) {
	var moves []string
	w := newTiny(t, ProviderConfig{
		Control: SerialControl, Overhead: Overhead{Dispatch: always(1)}, Fetch: FetchOnArrival, OnImage: told{&moves},
		LAN: Link{Bandwidth: 10}, Hosts: []HostGroup{{Count: 1, Disk: Disk{Capacity: 30}}},
	})
	a, b := w.file("a", 25), w.file("b", 20)
	w.p.config.Round = gone{a.File, b.File}
	w.fn("f", a, 1.0, Limits{})
	w.fn("g", b, 1.0, Limits{})
	w.ask("g", 0)
	w.ask("f", 0, 4)
	w.run()
	require.Equal(t, "none!queued none!queued none!queued", w.ends())
	require.Equal(t, []string{
		"download b to 0: 1 to 2, 20 B", "download a to 0: 2 to 2, 25 B", "copy a to 1: 2 to 5, 25 B", "copy b to 1: 5 to 7, 20 B",
	}, moves)
}

// TestFailedInTurn: an image that no repository stores fails its invocation when the
// control plane gets to it, after a request that had come before.
func TestFailedInTurn(t *testing.T) {
	w := newTiny(t, ProviderConfig{Control: SerialControl, Overhead: Overhead{Dispatch: always(1)}, Fetch: FetchOnArrival})
	image := w.file("image", 10)
	w.fn("f", image, 1.0, Limits{})
	w.hub.Remove(image.File)
	w.ask("f", 0, 0.5)
	w.run()
	require.Equal(t, "none!error@2 none!error@2", w.ends())
	require.Equal(t, sim.Time(1e9), w.rec(0).Dispatched)
}

// TestEndsOneByOne: two handlers write 30 B each at 10 B/s and end together, in one
// event. Each end has a round of its own, in which one host has a place.
func TestEndsOneByOne(t *testing.T) {
	var rounds []string
	w := newTiny(t, ProviderConfig{Round: everywhere{&rounds}, Fetch: FetchOnArrival, Hosts: []HostGroup{{Count: 2, Slots: 1, Disk: Disk{Write: 10}}}})
	w.fn("f", w.file("image", 0), code(func(ctx *Context) error { return ctx.Write(30) }), Limits{Disk: 30})
	w.ask("f", 0, 0, 1, 1)
	w.run()
	require.Equal(t, "cold@3 cold@3 cold@6 cold@6", w.ends())
	require.Equal(t, []string{"3 2 ram ram", "3 1 ram ram"}, rounds[len(rounds)-2:])
}

// startsFrom starts nothing before a time, and notes when it is asked.
type startsFrom struct {
	at     float64
	rounds *[]float64
}

func (s startsFrom) Round(waiting []Request, c *Cluster, plan *Plan) error {
	now := c.Now().Seconds()
	*s.rounds = append(*s.rounds, now)
	if now >= s.at {
		for _, r := range waiting {
			plan.Start(r, 1, NotThere)
		}
	}
	return nil
}

// TestRoundsWhileWaiting: f waits from 1 on, when its image has come. A round is held
// also when a request arrives whose image has to be downloaded first, at 3, when a host
// fails, at 5, and when that image has come, at 7.
func TestRoundsWhileWaiting(t *testing.T) {
	var rounds []float64
	w := newTinyAt(t, RepositoryConfig{Bandwidth: 10}, ProviderConfig{Round: startsFrom{7, &rounds}, Fetch: FetchOnArrival, Hosts: slots(2, 2)})
	w.fn("f", w.file("small", 10), 1.0, Limits{})
	w.fn("g", w.file("large", 40), 1.0, Limits{})
	w.ask("f", 0)
	w.ask("g", 3)
	w.fail(5, 2, false, 0)
	w.run()
	require.Equal(t, "cold@8 cold@8", w.ends())
	require.Equal(t, []float64{1, 3, 5, 7}, rounds[:4])
}

// oneAtATime copies the images of those who wait to host 1, at most so many, and
// starts them there, while nobody runs.
type oneAtATime struct{ most int }

func (x oneAtATime) Round(waiting []Request, c *Cluster, plan *Plan) error {
	for _, r := range waiting[:min(x.most, len(waiting))] {
		if c.Running() == 0 {
			plan.Start(r, 1, InRAM)
			plan.Copy(r.Image(), 1)
		}
	}
	return nil
}

// TestGoneFromStorage: main storage of 30 B holds one of three images of 20 B, each of
// which is downloaded in 2 s and copied in 2 s; an invocation takes 10 s. What has
// arrived stays for the round that follows: b waits for room when a comes at 2. That b
// goes for c at 6, and c for b at 14, is made good by downloading them again.
func TestGoneFromStorage(t *testing.T) {
	var moves []string
	w := newTinyAt(t, RepositoryConfig{Bandwidth: 10}, ProviderConfig{
		Round: oneAtATime{1}, Fetch: FetchOnArrival, OnImage: told{&moves}, LAN: Link{Bandwidth: 10}, Storage: Disk{Capacity: 30},
	})
	for k, name := range []string{"a", "b", "c"} {
		w.fn("f"+name, w.file(name, 20), 10.0, Limits{})
		w.ask("f"+name, []float64{0, 1, 5}[k])
	}
	w.run()
	require.Equal(t, "cold@14 cold@28 cold@42", w.ends())
	require.Equal(t, []string{
		"download a to 0: 0 to 2, 20 B", "copy a to 1: 2 to 4, 20 B", "download b to 0: 4 to 6, 20 B", "download c to 0: 6 to 8, 20 B",
		"download b to 0: 14 to 16, 20 B", "copy b to 1: 16 to 18, 20 B", "download c to 0: 28 to 30, 20 B", "copy c to 1: 30 to 32, 20 B",
	}, moves)
}

// TestGoneForGood: when a ends at 12, b has left main storage, for c, and its
// repository. Its copy comes to nothing and evicts nothing: c is copied until 14, and
// stays.
func TestGoneForGood(t *testing.T) {
	w := newTiny(t, ProviderConfig{
		Round: oneAtATime{3}, Fetch: FetchOnArrival, KeepAlive: FixedKeepAlive(0), LAN: Link{Bandwidth: 10},
		Storage: Disk{Capacity: 30}, Hosts: []HostGroup{{Count: 1, Disk: Disk{Capacity: 30}}},
	})
	images := []Location{w.file("a", 20), w.file("b", 20), w.file("c", 20)}
	for k, name := range []string{"fa", "fb", "fc"} {
		w.fn(name, images[k], 10.0, Limits{})
		w.ask(name, []float64{0, 3, 5}[k])
	}
	w.later(6, func() error { w.hub.Remove(images[1].File); return nil })
	w.run()
	require.Equal(t, "cold@12 none!queued cold@24", w.ends())
}

// TestGoneWhileWaiting: from 1 on, the copy of b waits for room at main storage, where
// a is until its copy ends at 12. By then b has left its repository: the host has room
// again that it held for b.
func TestGoneWhileWaiting(t *testing.T) {
	w := newTinyAt(t, RepositoryConfig{Bandwidth: 10}, ProviderConfig{
		Round: oneAtATime{2}, KeepAlive: FixedKeepAlive(0), LAN: Link{Bandwidth: 2}, Storage: Disk{Capacity: 30},
	})
	a, b := w.file("a", 20), w.file("b", 20)
	w.fn("fa", a, 10.0, Limits{})
	w.fn("fb", b, 10.0, Limits{})
	w.ask("fa", 0)
	w.ask("fb", 1)
	w.later(6, func() error { w.hub.Remove(b.File); return nil })
	w.run()
	require.Equal(t, "cold@22 none!queued", w.ends())
	require.EqualValues(t, 20, w.p.hosts[1].disk.Used())
}

// copies copies an image to host 1.
type copies struct{ image *File }

func (x copies) Round(_ []Request, _ *Cluster, plan *Plan) error {
	plan.Copy(x.image, 1)
	return nil
}

// TestScheduleTakesOver: a round copies a until 4. The schedule that decides from 1 on
// has no room for b until then; b is downloaded until 6, copied until 8 and runs for
// 10 s.
func TestScheduleTakesOver(t *testing.T) {
	w := newTinyAt(t, RepositoryConfig{Bandwidth: 10}, ProviderConfig{
		LAN: Link{Bandwidth: 10}, Hosts: []HostGroup{{Count: 1, Disk: Disk{Capacity: 30}}},
	})
	a, b := w.file("a", 20), w.file("b", 20)
	w.fn("fb", b, 10.0, Limits{})
	require.NoError(t, w.p.SetRound(copies{a.File}))
	w.ask("fb", 0)
	w.later(1, func() error { return w.p.SetSchedule(nil) })
	w.run()
	require.Equal(t, "cold@18", w.ends())
}
