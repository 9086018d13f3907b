// The activities of stream-go2 as the protocol has them: plain and enriched ones are two types of the SDK.
package main

import (
	"context"
	"maps"

	stream "github.com/GetStream/stream-go2/v8"
)

func addShown(client *stream.Client, a args) (any, error) {
	added, err := addActivity(context.Background(), client, a.UserID, a.Activity.Verb, a.Activity.Object)
	if err != nil {
		return nil, err
	}
	return showActivity(added.Activity), nil
}

func readShown(client *stream.Client, a args) (any, error) {
	activities := []object{}
	if a.Enriched {
		feed, err := readEnrichedFeed(context.Background(), client, a.UserID)
		if err != nil {
			return nil, err
		}
		for _, one := range feed.Results {
			actor, it := showData(one.Actor), showData(one.Object)
			activities = append(activities, object{"id": one.ID, "actor": actor, "verb": one.Verb, "object": it})
		}
		return activities, nil
	}
	feed, err := readFeed(context.Background(), client, a.UserID)
	if err != nil {
		return nil, err
	}
	for _, one := range feed.Results {
		activities = append(activities, showActivity(one))
	}
	return activities, nil
}

func showActivity(one stream.Activity) object {
	return object{"id": one.ID, "actor": one.Actor, "verb": one.Verb, "object": one.Object}
}

// showData is what stands in the place of a reference: an object, whose id the SDK keeps apart, or text, which it keeps as the id.
func showData(data stream.Data) any {
	if data.Extra == nil {
		return data.ID
	}
	members := object{"id": data.ID}
	maps.Copy(members, data.Extra)
	return members
}
