<?php

declare(strict_types=1);

namespace Conformance\Example;

use GetStream\Stream\Client;

// The users API in PHP: the package get-stream/stream.

/** Makes a client; STREAM_BASE_URL sends it to another server than the vendor's. */
function connect(string $baseUrl, string $apiKey, string $secret): Client
{
    putenv("STREAM_BASE_URL=$baseUrl/api");
    return new Client($apiKey, $secret);
}

/** Adds a user; an id that is taken is an error. The data is an array, which the SDK's types demand, or null. */
function create(Client $client, string $userId, mixed $data = null): ?array
{
    return $client->users()->add($userId, $data);
}

/** Adds a user, or returns the one that is there. */
function getOrCreate(Client $client, string $userId, mixed $data = null): ?array
{
    return $client->users()->add($userId, $data, true);
}

/** Retrieves a user. */
function get(Client $client, string $userId): ?array
{
    return $client->users()->get($userId);
}

/** Replaces a user's data. */
function update(Client $client, string $userId, mixed $data = null): ?array
{
    return $client->users()->update($userId, $data);
}

/** Deletes a user. */
function delete(Client $client, string $userId): ?array
{
    return $client->users()->delete($userId);
}

/** Adds an activity to a user's own feed: what the user does to another. */
function addActivity(Client $client, string $userId, string $verb, string $objectId): ?array
{
    $users = $client->users();
    return $client->feed('user', $userId)->addActivity([
        'actor' => $users->createReference($userId),
        'verb' => $verb,
        'object' => $users->createReference($objectId),
    ]);
}

/** Reads a user's own feed, newest first; enriched, with users in the places of their references. */
function readFeed(Client $client, string $userId, bool $enrich): ?array
{
    return $client->feed('user', $userId)->getActivities(0, 20, [], $enrich)['results'] ?? null;
}

/** Returns the text by which activities refer to a user; makes no request. */
function reference(Client $client, string $userId): string
{
    return $client->users()->createReference($userId);
}
