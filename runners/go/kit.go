// The driver protocol, version 2, for a driver in Go: one line of JSON in, one line out. It knows no SDK. A binding is
// the rest of package main: its main calls serve with a driver, which joins the SDK to the protocol.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"sort"
	"sync"
	"syscall"
	"time"
)

type object = map[string]any

// driver joins an SDK, whose clients are of the type C, to the protocol. An error or a panic of connect and of the calls
// is the SDK's; a panic of user and error is the driver's own.
type driver[C any] struct {
	name, version string   // the version is that of the installed module, read at run time
	credentials   []string // what connect can make a client with: "secret", "userToken" or both
	connect       func(clientRequest) (C, error)
	calls         map[string]func(C, args) (any, error) // what the SDK can do, by the protocol's names
	user          func(result any) object               // renames the members of a user that a call returned
	error         func(error) object                    // its type and message; status and code, if they can be read
	lock          sync.Mutex
	clients       map[string]C
}

// args has no Data when the application has none. Decoded with UseNumber, the numbers in it keep their digits.
type args struct {
	UserID   string
	Data     json.RawMessage
	Activity struct{ Verb, Object string }
	Enriched bool
}

// clientRequest says how a client is made. BaseURL is an origin, without a path; one of the credentials is empty.
type clientRequest struct{ Name, BaseURL, APIKey, Secret, UserToken string }

type request struct {
	Client clientRequest
	Call   string
	Args   args
}

// serve serves the protocol until the input ends.
func serve[C any](d *driver[C]) {
	// Standard output belongs to the protocol: what else is printed goes to standard error, whose duplicate takes the
	// lowest number that is free, which is the one that was just closed.
	number, _ := syscall.Dup(1)
	syscall.CloseOnExec(number)
	syscall.Close(1)
	syscall.Dup(2)
	output := json.NewEncoder(os.NewFile(uintptr(number), "output"))
	calls := []string{}
	for name := range d.calls {
		calls = append(calls, name)
	}
	sort.Strings(calls)
	hello := object{"hello": 2, "sdk": object{"name": d.name, "version": d.version}, "concurrent": true,
		"runtime": "Go " + runtime.Version()[len("go"):], "calls": calls, "credentials": d.credentials}
	d.clients = map[string]C{}
	for input := json.NewDecoder(os.Stdin); ; {
		var line struct{ Do []request }
		err := input.Decode(&line)
		if err == io.EOF {
			return
		} else if err == nil && line.Do == nil {
			err = output.Encode(hello)
		} else if err == nil {
			done := make([]object, len(line.Do))
			var inFlight sync.WaitGroup
			for i, request := range line.Do {
				inFlight.Add(1)
				go func() {
					defer inFlight.Done()
					done[i] = d.answer(request)
				}()
			}
			inFlight.Wait()
			err = output.Encode(object{"done": done})
		}
		if err != nil {
			panic(err)
		}
	}
}

// toldAsReturned says what else than a user a call yields. An activity is an object of id, actor, verb and object.
var toldAsReturned = map[string]string{"reference": "reference", "addActivity": "activity", "activities": "activities"}

func (d *driver[C]) answer(r request) (answer object) {
	if d.calls[r.Call] == nil {
		return object{"driverError": "This driver has no call " + r.Call + "."}
	}
	inSDK := true
	defer func() {
		if fault := recover(); fault != nil && inSDK {
			answer = object{"error": object{"type": "panic", "message": fmt.Sprint(fault)}} // as an application meets it
		} else if fault != nil {
			answer = object{"driverError": fmt.Sprint(fault)}
		}
	}()
	var result any
	client, err := d.client(r.Client)
	if err == nil {
		result, err = d.calls[r.Call](client, r.Args)
	}
	inSDK = false
	switch {
	case err != nil:
		return object{"error": d.error(err)}
	case r.Call == "delete":
		return object{"ok": nil}
	case toldAsReturned[r.Call] != "":
		return object{"ok": object{toldAsReturned[r.Call]: toJSON(result)}}
	}
	user := d.user(result)
	for name, member := range user {
		user[name] = toJSON(member)
	}
	return object{"ok": object{"user": user}}
}

// client is the client of that name, made when it is first used; one that could not be made is tried again.
func (d *driver[C]) client(r clientRequest) (client C, err error) {
	d.lock.Lock()
	defer d.lock.Unlock()
	client, known := d.clients[r.Name]
	if !known {
		if client, err = d.connect(r); err == nil {
			d.clients[r.Name] = client
		}
	}
	return client, err
}

// toJSON is the value, or what Go prints of one that JSON cannot carry.
func toJSON(value any) any {
	if moment, ok := value.(time.Time); ok {
		return moment.UTC()
	}
	if _, err := json.Marshal(value); err != nil {
		return object{"$native": fmt.Sprintf("%T", value), "text": fmt.Sprint(value)}
	}
	return value
}
