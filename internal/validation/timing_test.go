package validation

import (
	"reflect"
	"runtime"
	"syscall"
	"testing"
	"time"
)

func TestTiming(t *testing.T) {
	for _, check := range []func(*testing.T, *report){
		checkUnlimited, checkLoss, checkQueue, checkBoundedQueue, checkOneServer, checkSharedCPU, checkSharedLink,
		checkZeroDuration, checkOneSlot, checkUnbounded, checkMostRecent, checkNoExpiry,
		checkCaches, checkLargeCaches, checkTimeToLive,
		checkRounding, checkTimeLimit, checkRetries, checkForkJoin, checkWave, checkTransfers, checkSimFaaSRules, checkSimFaaS, checkDSLab, checkReuse, checkFormulas,
	} {
		s := time.Now()
		var u0, u1 syscall.Rusage
		syscall.Getrusage(0, &u0)
		r := &report{t: t}
		check(t, r)
		syscall.Getrusage(0, &u1)
		println(u1.Utime.Nano()/1e6-u0.Utime.Nano()/1e6, runtime.FuncForPC(reflect.ValueOf(check).Pointer()).Name(), time.Since(s).Milliseconds(), r.rows)
	}
}
