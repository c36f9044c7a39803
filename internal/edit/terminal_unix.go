//go:build linux || darwin || freebsd || netbsd || openbsd

package edit

// This file is the terminal on Unix: raw mode, keys, size and signals.

import (
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// escapeTime is how long after an escape character the rest of a key may come.
const escapeTime = 50 * time.Millisecond

// A Terminal reads keys and draws frames.
//
// While it is open it reads all the time, so that keys wait for the next block
// while one is being evaluated. Only Ctrl-C does not wait then: see Busy.
type Terminal struct {
	in     *os.File
	screen screen
	old    unix.Termios
	wake   [2]int // a pipe that ends the reader
	done   chan struct{}
	resize chan os.Signal

	mu     sync.Mutex
	keys   []Key
	ended  bool          // nothing more can be read
	signal chan struct{} // has a value when keys or ended changed
	busy   func()
}

// Open takes over a terminal. Its settings come back with Close.
func Open(in, out *os.File) (*Terminal, error) {
	t := &Terminal{in: in, screen: screen{out: out}, signal: make(chan struct{}, 1), resize: make(chan os.Signal, 1)}
	signal.Notify(t.resize, unix.SIGWINCH)
	if err := t.begin(); err != nil {
		signal.Stop(t.resize)
		return nil, err
	}
	return t, nil
}

// begin sets raw mode and starts to read.
func (t *Terminal) begin() error {
	old, err := unix.IoctlGetTermios(int(t.in.Fd()), getTermios)
	if err != nil {
		return err
	}
	t.old = *old
	raw := *old
	raw.Iflag &^= unix.IGNBRK | unix.BRKINT | unix.PARMRK | unix.ISTRIP | unix.INLCR | unix.IGNCR | unix.ICRNL | unix.IXON
	raw.Lflag &^= unix.ECHO | unix.ECHONL | unix.ICANON | unix.ISIG | unix.IEXTEN
	raw.Oflag |= unix.OPOST | unix.ONLCR // whatever is printed meanwhile looks as always
	raw.Cc[unix.VMIN], raw.Cc[unix.VTIME] = 1, 0
	// What was typed before is kept: the settings change without flushing.
	if err := unix.IoctlSetTermios(int(t.in.Fd()), setTermios, &raw); err != nil {
		return err
	}
	if err := unix.Pipe(t.wake[:]); err != nil {
		return err
	}
	t.screen.out.Write([]byte("\x1b[?2004h")) // a terminal that is gone is noticed when reading
	t.done = make(chan struct{})
	go t.read(t.done)
	return nil
}

// Close gives the terminal back as it was. It may be called again, and from any
// goroutine.
func (t *Terminal) Close() {
	t.mu.Lock()
	done := t.done
	t.done = nil
	t.mu.Unlock()
	if done == nil {
		return
	}
	unix.Close(t.wake[1])
	<-done
	unix.Close(t.wake[0])
	t.screen.out.Write([]byte("\x1b[?2004l"))
	unix.IoctlSetTermios(int(t.in.Fd()), setTermios, &t.old)
}

// Without gives the terminal back while f runs, for another program.
func (t *Terminal) Without(f func()) error {
	t.Close()
	f()
	return t.begin()
}

// read collects keys until the terminal is closed.
func (t *Terminal) read(done chan<- struct{}) {
	defer close(done)
	var (
		d   decoder
		buf [4096]byte
		fd  = int(t.in.Fd())
	)
	for {
		wait := -1
		if d.waiting() {
			wait = int(escapeTime.Milliseconds())
		}
		fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}, {Fd: int32(t.wake[0]), Events: unix.POLLIN}}
		n, err := unix.Poll(fds, wait)
		switch {
		case err == unix.EINTR:
			continue
		case err != nil || fds[1].Revents != 0:
			t.add(nil, err != nil)
			return
		case n == 0:
			t.add(d.settle(), false)
			continue
		}
		n, err = unix.Read(fd, buf[:])
		if err == unix.EINTR || err == unix.EAGAIN {
			continue
		}
		if n <= 0 {
			t.add(nil, true)
			return
		}
		t.add(d.feed(buf[:n]), false)
	}
}

// add queues keys. Ctrl-C while a block is being evaluated is not queued: it
// drops what was typed ahead and calls the function given to Busy.
func (t *Terminal) add(keys []Key, ended bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, k := range keys {
		if t.busy != nil && k.Code == Ctrl && k.Rune == 'c' {
			t.keys = nil
			t.busy()
			continue
		}
		t.keys = append(t.keys, k)
	}
	t.ended = t.ended || ended
	if t.ended && t.busy != nil {
		t.busy()
	}
	select {
	case t.signal <- struct{}{}:
	default:
	}
}

// Busy says what Ctrl-C does from now on: it calls f from another goroutine, or
// is a key like others if f is nil.
func (t *Terminal) Busy(f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.busy = f
}

// take removes the first key that is waiting; ok is false if there is none, and
// ended that none will come.
func (t *Terminal) take() (k Key, ok, ended bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.keys) == 0 {
		return k, false, t.ended
	}
	k = t.keys[0]
	t.keys = t.keys[1:]
	return k, true, false
}

// Size returns the columns and rows of the terminal.
func (t *Terminal) Size() (width, height int) {
	w, err := unix.IoctlGetWinsize(int(t.in.Fd()), unix.TIOCGWINSZ)
	if err != nil || w.Col == 0 || w.Row == 0 {
		return 80, 24
	}
	return int(w.Col), int(w.Row)
}

// suspend stops the program, as Ctrl-Z does, until the shell continues it.
func (t *Terminal) suspend() error {
	return t.Without(func() {
		goOn := make(chan os.Signal, 1)
		signal.Notify(goOn, syscall.SIGCONT)
		defer signal.Stop(goOn)
		syscall.Kill(0, syscall.SIGTSTP)
		select { // the program runs for a moment before it stops
		case <-goOn:
		case <-time.After(time.Second): // nobody would continue it, so it was not stopped
		}
	})
}

// Block lets the user edit a block until it is accepted. The error is
// [ErrDropped] or [io.EOF]: the block was given up, or nothing more will come.
func (t *Terminal) Block(e *Editor) (string, error) {
	for {
		k, ok, ended := t.take()
		switch {
		case ok:
			if done, err := t.press(e, k); done {
				return e.Text(), err
			}
		case ended:
			t.screen.finish(Frame{})
			return "", errGone
		default:
			t.screen.draw(e.Frame(t.Size()))
			t.wait()
		}
	}
}

// wait returns when there is something new. A resize asks for a fresh drawing.
func (t *Terminal) wait() {
	select {
	case <-t.signal:
	case <-t.resize:
		time.Sleep(20 * time.Millisecond) // more of them follow while a window is dragged
		width, _ := t.Size()
		t.screen.resized(width)
	}
}
