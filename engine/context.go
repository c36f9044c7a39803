package engine

// This file holds what the code of a function can do: the context of a handler.

import (
	"errors"
	"fmt"

	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
)

// ErrDiskFull is returned by a write that would exceed the disk limit.
var ErrDiskFull = errors.New("disk full")

// A Context is the invocation that a handler serves, as the handler sees it.
// It is valid until the handler returns. Methods that return an error can
// block; see [Code] for what the errors mean.
type Context struct {
	p    *Process
	prov *Provider
	inv  uint32

	input, output any
	err           error
	rng           sim.RNG
}

// run is the job of a handler's coroutine.
func (c *Context) run() {
	c.output, c.err = c.prov.registrationOf(c.inv).fn.Run(c, c.input)
}

// ended tells the provider how the handler ended and lets go of its values.
func (c *Context) ended() {
	prov, inv, output, err := c.prov, c.inv, c.output, c.err
	c.prov, c.inv, c.input, c.output, c.err = nil, 0, nil, nil, nil
	prov.handlerEnded(inv, output, err)
}

// Process returns the process on which the handler runs.
func (c *Context) Process() *Process { return c.p }

// Provider returns the provider that runs the handler.
func (c *Context) Provider() *Provider { return c.prov }

// Now returns the simulated time.
func (c *Context) Now() sim.Time { return c.p.sim.Now() }

// ID returns the serial number of the invocation at its provider.
func (c *Context) ID() uint64 { return c.prov.invs[c.inv].serial }

// Function returns the function that is invoked.
func (c *Context) Function() FunctionID { return c.prov.invs[c.inv].fn }

// Container returns the container in which the handler runs.
func (c *Context) Container() ContainerID { return c.prov.invs[c.inv].container }

// Cold reports whether this invocation had to wait for its container to start.
func (c *Context) Cold() bool { return c.prov.invs[c.inv].cold }

// State is a place for a value that lives as long as the container: what one
// invocation leaves there, the next warm one finds.
func (c *Context) State() *any { return &c.prov.containers[c.Container()].state }

// Random is the invocation's own random stream. It depends on the seed, the
// function and the serial number of the invocation for that function, not on
// what other invocations do.
func (c *Context) Random() *sim.RNG { return &c.rng }

// Sleep blocks for d of simulated time without using the CPU.
func (c *Context) Sleep(d sim.Time) error { return c.p.Sleep(d) }

// Compute uses one core until it has done cpu seconds of work at speed 1.
func (c *Context) Compute(cpu float64) error {
	if !(cpu >= 0 && cpu <= float64(unlimited)) {
		return fmt.Errorf("compute: %v: must be a number of CPU seconds, not negative", cpu)
	}
	prov, i, start := c.prov, c.inv, c.p.Now()
	c.p.does(whyCPU, "", 0)
	h := &prov.hosts[prov.invs[i].host]
	if prov.config.CPU == DedicatedCPU {
		speed := h.speed
		err := c.p.sleep(sim.Seconds(cpu / speed))
		prov.invs[i].cpu += min(cpu, (c.p.Now()-start).Seconds()*speed)
		return err
	}
	c.p.moved = 0
	err := c.p.move(prov.compute(h, cpu))
	if err != nil {
		cpu = c.p.moved
	}
	prov.invs[i].cpu += cpu
	return err
}

// Read reads from the container's disk.
func (c *Context) Read(bytes unit.Bytes) error { return c.transfer("read", OpRead, bytes) }

// Write writes to the container's disk. What an invocation has written counts
// against the disk limit until it ends; a write past the limit returns
// [ErrDiskFull] at once and writes nothing.
func (c *Context) Write(bytes unit.Bytes) error {
	if err := c.p.check(); err != nil {
		return err
	}
	if validSize(bytes) && !c.prov.takeDisk(c.inv, bytes) {
		return c.prov.diskFull(c.inv, bytes)
	}
	return c.transfer("write", OpWrite, bytes)
}

// DownloadBytes receives bytes over the host's network interface from outside
// of the model.
func (c *Context) DownloadBytes(bytes unit.Bytes) error {
	return c.transfer("download", OpDownload, bytes)
}

// Download receives a copy of a file from its repository.
func (c *Context) Download(from Location) error {
	if !from.Repository.Has(from.File) {
		return fmt.Errorf("download: repository %q does not store %q", from.Repository.Config.Name, from.File.Name)
	}
	if err := c.p.check(); err != nil {
		return err
	}
	c.p.does(whyMoved, pastOf[OpDownload], from.File.Size)
	return c.p.move(c.prov.fetch(c.inv, from))
}

// Upload sends bytes over the host's network interface.
func (c *Context) Upload(bytes unit.Bytes) error { return c.transfer("upload", OpUpload, bytes) }

func (c *Context) transfer(what string, op Op, bytes unit.Bytes) error {
	if !validSize(bytes) {
		return fmt.Errorf("%s: %d: must be a number of bytes from 0 to %v", what, int64(bytes), maxBytes)
	}
	if err := c.p.check(); err != nil {
		return err
	}
	c.p.does(whyMoved, pastOf[op], bytes)
	return c.p.move(c.prov.moveBytes(c.inv, op, bytes))
}

// move blocks until the transfer has arrived.
func (p *Process) move(t uint32) error {
	if err := p.check(); err != nil {
		p.sim.cancelTransfer(t)
		return err
	}
	x := &p.sim.transfers[t]
	x.kind, x.a, x.b = xferProcess, p.id, p.wake
	p.transfer = t
	p.sim.startTransfer(t)
	return p.block()
}

// Allocate takes RAM. Past the RAM limit the invocation ends as OutOfMemory:
// the call returns ErrKilled.
func (c *Context) Allocate(bytes unit.Bytes) error {
	if !validSize(bytes) {
		return fmt.Errorf("allocate: %d: must be a number of bytes from 0 to %v", int64(bytes), maxBytes)
	}
	if err := c.p.check(); err != nil {
		return err
	}
	if c.prov.takeRAM(c.inv, bytes) {
		return nil
	}
	c.prov.outOfMemory(c.inv, bytes)
	return ErrKilled
}

// Free gives RAM back. Freeing more than is allocated is an error.
func (c *Context) Free(bytes unit.Bytes) error {
	return c.prov.giveRAM(c.inv, bytes)
}

// InvokeAsync asks the same provider for an invocation of the function called
// name and returns at once.
func (c *Context) InvokeAsync(name string, input any) (*Handle, error) {
	if err := c.p.check(); err != nil {
		return nil, err
	}
	return c.prov.Invoke(name, input)
}

// Invoke asks the same provider for an invocation and blocks until it ends.
func (c *Context) Invoke(name string, input any) (*Handle, error) {
	h, err := c.InvokeAsync(name, input)
	if err != nil {
		return nil, err
	}
	return h, c.p.Await(h)
}
