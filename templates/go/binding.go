// Joins my-sdk to the driver protocol, which kit.go speaks.
package main

import "fmt"

// client stands for the SDK's own.
type client struct{}

func main() {
	serve(&driver[*client]{
		name: "my-sdk",
		// To be read from the module that was built in.
		version: "0.0.0",
		// What a client can be made with: "secret", "userToken" or both.
		credentials: []string{"secret"},
		// BaseURL is an origin without a path; APIKey and Secret are given beside it.
		connect: func(c clientRequest) (*client, error) { return &client{}, nil },
		// What the SDK can do of create, getOrCreate, get, profile, update, delete, reference, setUser, addActivity and
		// activities. The text that refers to a user is the first, because it sends no request.
		calls: map[string]func(*client, args) (any, error){
			"reference": func(c *client, a args) (any, error) { return "SU:" + a.UserID, nil },
		},
		// The user that a call returned, renamed: id, data, createdAt, updatedAt.
		user: func(result any) object { return object{"id": result} },
		// The type that errors.As finds, and the status and the code that an application can read off it.
		error: func(err error) object { return object{"type": fmt.Sprintf("%T", err), "message": err.Error()} },
	})
}
