// The driver protocol over standard input and output; the application is example.go.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"

	stream "github.com/GetStream/stream-go2/v8"
)

const modulePath = "github.com/GetStream/stream-go2/v8"

// What the SDK can do. It has no call that asks for follow counts, so profile is not among them.
var calls = []string{"create", "getOrCreate", "get", "update", "delete", "reference"}

type request struct {
	Hello      int    `json:"hello"`
	ID         int    `json:"id"`
	Connect    string `json:"connect"`
	Disconnect string `json:"disconnect"`
	BaseURL    string `json:"baseUrl"`
	APIKey     string `json:"apiKey"`
	Secret     string `json:"secret"`
	Client     string `json:"client"`
	Call       string `json:"call"`
	Args       struct {
		UserID string          `json:"userId"`
		Data   json.RawMessage `json:"data"`
	} `json:"args"`
}

type hello struct {
	Hello       int               `json:"hello"`
	SDK         map[string]string `json:"sdk"`
	Runtime     string            `json:"runtime"`
	Calls       []string          `json:"calls"`
	Credentials []string          `json:"credentials"`
}

type success struct {
	ID int `json:"id"`
	OK any `json:"ok"`
}

type failure struct {
	ID    int      `json:"id"`
	Error sdkError `json:"error"`
}

type sdkError struct {
	Type    string `json:"type"`
	Message string `json:"message"`
	Status  *int   `json:"status,omitempty"`
	Code    *int   `json:"code,omitempty"`
}

type driverFailure struct {
	ID          int    `json:"id"`
	DriverError string `json:"driverError"`
}

type driver struct {
	clientsLock sync.Mutex
	clients     map[string]*stream.Client
	outputLock  sync.Mutex
	output      io.Writer
	inFlight    sync.WaitGroup
}

func main() {
	d := &driver{clients: map[string]*stream.Client{}, output: os.Stdout}
	// Standard output belongs to the protocol; what the SDK prints goes to standard error.
	os.Stdout = os.Stderr
	input := bufio.NewReader(os.Stdin)
	for {
		line, err := input.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			d.handle(line)
		}
		if err != nil {
			break
		}
	}
	d.inFlight.Wait()
}

// handle answers a line at once, or starts the call that it asks for.
func (d *driver) handle(line []byte) {
	var r request
	if err := json.Unmarshal(line, &r); err != nil {
		d.send(driverFailure{r.ID, err.Error()})
		return
	}
	switch {
	case r.Hello != 0:
		d.send(newHello())
	case r.Connect != "":
		d.send(d.connect(r))
	case r.Disconnect != "":
		d.send(d.disconnect(r))
	default:
		d.inFlight.Add(1)
		go func() {
			defer d.inFlight.Done()
			d.send(d.call(r))
		}()
	}
}

func (d *driver) send(response any) {
	line, err := json.Marshal(response)
	if err != nil {
		panic(err)
	}
	d.outputLock.Lock()
	defer d.outputLock.Unlock()
	if _, err := d.output.Write(append(line, '\n')); err != nil {
		panic(err)
	}
}

func newHello() hello {
	return hello{
		Hello:       1,
		SDK:         map[string]string{"name": "stream-go2", "version": sdkVersion()},
		Runtime:     strings.Replace(runtime.Version(), "go", "Go ", 1),
		Calls:       calls,
		Credentials: []string{"secret"},
	}
}

// sdkVersion is the version that was built in; a checkout has none, and says of itself which it is.
func sdkVersion() string {
	version := stream.Version
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range info.Deps {
			if module.Path == modulePath && module.Replace == nil {
				version = module.Version
			}
		}
	}
	return strings.TrimPrefix(version, "v")
}

func (d *driver) connect(r request) any {
	client, err := connect(r.BaseURL, r.APIKey, r.Secret)
	if err != nil {
		return failure{r.ID, newSDKError(err)}
	}
	d.clientsLock.Lock()
	defer d.clientsLock.Unlock()
	d.clients[r.Connect] = client
	return success{r.ID, nil}
}

func (d *driver) disconnect(r request) any {
	d.clientsLock.Lock()
	defer d.clientsLock.Unlock()
	if _, known := d.clients[r.Disconnect]; !known {
		return driverFailure{r.ID, "no client is called " + r.Disconnect}
	}
	delete(d.clients, r.Disconnect)
	return success{r.ID, nil}
}

func (d *driver) call(r request) any {
	d.clientsLock.Lock()
	client, known := d.clients[r.Client]
	d.clientsLock.Unlock()
	if !known {
		return driverFailure{r.ID, "no client is called " + r.Client}
	}
	data, err := goData(r.Args.Data)
	if err != nil {
		return failure{r.ID, newSDKError(err)}
	}
	return runExample(r, client, data)
}

// runExample calls the example. The SDK panics on an id that makes no URL, such as "%zz": an
// application sees that panic, in place of an error, so it is told as one.
func runExample(r request, client *stream.Client, data map[string]any) (response any) {
	defer func() {
		if fault := recover(); fault != nil {
			response = failure{r.ID, sdkError{Type: "panic", Message: fmt.Sprint(fault)}}
		}
	}()
	ctx := context.Background()
	userID := r.Args.UserID
	switch r.Call {
	case "create":
		return userOutcome(r.ID)(create(ctx, client, userID, data))
	case "getOrCreate":
		return userOutcome(r.ID)(getOrCreate(ctx, client, userID, data))
	case "get":
		return userOutcome(r.ID)(get(ctx, client, userID))
	case "update":
		return userOutcome(r.ID)(update(ctx, client, userID, data))
	case "delete":
		if _, err := remove(ctx, client, userID); err != nil {
			return failure{r.ID, newSDKError(err)}
		}
		return success{r.ID, nil}
	case "reference":
		return success{r.ID, map[string]string{"reference": reference(client, userID)}}
	default:
		return driverFailure{r.ID, "no call is named " + r.Call}
	}
}

// userOutcome tells what the SDK returned. Its user has no timestamps, so neither has the answer.
func userOutcome(id int) func(*stream.UserResponse, error) any {
	return func(user *stream.UserResponse, err error) any {
		if err != nil {
			return failure{id, newSDKError(err)}
		}
		return success{id, map[string]any{"user": map[string]any{"id": user.ID, "data": user.Data}}}
	}
}

// goData is the data as a Go application holds it. What is no JSON object cannot be passed to the SDK at
// all; the error is the one that Go gives an application which tries. Numbers keep their digits, as those
// of an application with integers in its map would.
func goData(text json.RawMessage) (map[string]any, error) {
	if text == nil {
		return nil, nil
	}
	var data map[string]any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	err := decoder.Decode(&data)
	return data, err
}

// newSDKError tells what an application can read off the error: the type that errors.As finds.
func newSDKError(err error) sdkError {
	var apiError stream.APIError
	if errors.As(err, &apiError) {
		return sdkError{fmt.Sprintf("%T", apiError), err.Error(), &apiError.StatusCode, &apiError.Code}
	}
	var urlError *url.Error
	if errors.As(err, &urlError) {
		return sdkError{Type: fmt.Sprintf("%T", urlError), Message: err.Error()}
	}
	return sdkError{Type: fmt.Sprintf("%T", err), Message: err.Error()}
}
