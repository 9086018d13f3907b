// Joins the module stream-go2 to the driver protocol, which kit.go speaks; activities.go shows what its feeds hold.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	stream "github.com/GetStream/stream-go2/v8"
)

type sdkCall = func(*stream.Client, args) (any, error)

func main() {
	serve(&driver[*stream.Client]{
		name:        "stream-go2",
		version:     sdkVersion(),
		credentials: []string{"secret"},
		connect:     func(c clientRequest) (*stream.Client, error) { return connect(c.BaseURL, c.APIKey, c.Secret) },
		calls: map[string]sdkCall{ // no profile: the SDK has no call that asks for follow counts
			"create":      withData(create),
			"getOrCreate": withData(getOrCreate),
			"get":         func(c *stream.Client, a args) (any, error) { return get(context.Background(), c, a.UserID) },
			"update":      withData(update),
			"delete":      func(c *stream.Client, a args) (any, error) { return remove(context.Background(), c, a.UserID) },
			"reference":   func(c *stream.Client, a args) (any, error) { return reference(c, a.UserID), nil },
			"addActivity": addShown,
			"activities":  readShown,
		},
		user: func(result any) object { // the SDK's has no timestamps
			user := result.(*stream.UserResponse)
			return object{"id": user.ID, "data": user.Data}
		},
		error: showError,
	})
}

// sdkVersion is the version that was built in; a checkout has none, and says of itself which it is.
func sdkVersion() string {
	info, _ := debug.ReadBuildInfo()
	for _, module := range info.Deps {
		if module.Path == "github.com/GetStream/stream-go2/v8" && module.Replace == nil {
			return strings.TrimPrefix(module.Version, "v")
		}
	}
	return strings.TrimPrefix(stream.Version, "v")
}

// withData passes the data to the SDK as a map, in which numbers keep their digits. What is no JSON object cannot be
// passed at all; the error is the one that Go gives an application which tries.
func withData(run func(context.Context, *stream.Client, string, map[string]any) (*stream.UserResponse, error)) sdkCall {
	return func(client *stream.Client, a args) (any, error) {
		var data map[string]any
		if a.Data != nil {
			decoder := json.NewDecoder(bytes.NewReader(a.Data))
			decoder.UseNumber()
			if err := decoder.Decode(&data); err != nil {
				return nil, err
			}
		}
		return run(context.Background(), client, a.UserID, data)
	}
}

// showError tells the type that errors.As finds, below what package fmt wraps around it.
func showError(err error) object {
	var apiError stream.APIError
	if errors.As(err, &apiError) {
		return object{"type": fmt.Sprintf("%T", apiError), "message": err.Error(), "status": apiError.StatusCode, "code": apiError.Code}
	}
	found := err
	for fmt.Sprintf("%T", found) == "*fmt.wrapError" {
		found = errors.Unwrap(found)
	}
	return object{"type": fmt.Sprintf("%T", found), "message": err.Error()}
}
