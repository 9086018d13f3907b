package main

import (
	"context"

	stream "github.com/GetStream/stream-go2/v8"
)

// connect makes a client; WithAPIAddr sends it to another server than the vendor's.
func connect(baseURL, apiKey, secret string) (*stream.Client, error) {
	return stream.New(apiKey, secret, stream.WithAPIAddr(baseURL))
}

// create adds a user; an id that is taken is an error. Data may be nil.
func create(ctx context.Context, client *stream.Client, userID string, data map[string]any) (*stream.UserResponse, error) {
	return client.Users().Add(ctx, stream.User{ID: userID, Data: data}, false)
}

// getOrCreate adds a user, or returns the one that is there. Data may be nil.
func getOrCreate(ctx context.Context, client *stream.Client, userID string, data map[string]any) (*stream.UserResponse, error) {
	return client.Users().Add(ctx, stream.User{ID: userID, Data: data}, true)
}

// get retrieves a user.
func get(ctx context.Context, client *stream.Client, userID string) (*stream.UserResponse, error) {
	return client.Users().Get(ctx, userID)
}

// update replaces a user's data, which may be nil.
func update(ctx context.Context, client *stream.Client, userID string, data map[string]any) (*stream.UserResponse, error) {
	return client.Users().Update(ctx, userID, data)
}

// remove deletes a user.
func remove(ctx context.Context, client *stream.Client, userID string) (*stream.BaseResponse, error) {
	return client.Users().Delete(ctx, userID)
}

// reference returns the text by which activities refer to a user; it makes no request.
func reference(client *stream.Client, userID string) string {
	return client.Users().CreateReference(userID)
}

// addActivity adds an activity to a user's own feed: what the user does to another.
func addActivity(ctx context.Context, client *stream.Client, userID, verb, objectID string) (*stream.AddActivityResponse, error) {
	feed, err := client.FlatFeed("user", userID)
	if err != nil {
		return nil, err
	}
	users := client.Users()
	return feed.AddActivity(ctx, stream.Activity{
		Actor:  users.CreateReference(userID),
		Verb:   verb,
		Object: users.CreateReference(objectID),
	})
}

// readFeed reads a user's own feed, newest first.
func readFeed(ctx context.Context, client *stream.Client, userID string) (*stream.FlatFeedResponse, error) {
	feed, err := client.FlatFeed("user", userID)
	if err != nil {
		return nil, err
	}
	return feed.GetActivities(ctx)
}

// readEnrichedFeed reads it with users in the places of their references.
func readEnrichedFeed(ctx context.Context, client *stream.Client, userID string) (*stream.EnrichedFlatFeedResponse, error) {
	feed, err := client.FlatFeed("user", userID)
	if err != nil {
		return nil, err
	}
	return feed.GetEnrichedActivities(ctx)
}
