<?php

// Joins the package get-stream/stream to the driver protocol.

declare(strict_types=1);

require __DIR__ . '/kit.php';
require __DIR__ . '/vendor/autoload.php';
require __DIR__ . '/example.php';

use Conformance\Example;
use Conformance\Kit;
use GetStream\Stream\Constant;
use GetStream\Stream\StreamFeedException;
use GuzzleHttp\Exception\BadResponseException;

const MEMBERS = ['id' => 'id', 'data' => 'data', 'created_at' => 'createdAt', 'updated_at' => 'updatedAt'];

/** A call of the example. The SDK's types take an array and no object, so an object without members is [] to it. */
function call(string $function): Closure
{
    return function (array $connection, string $userId, mixed ...$data) use ($function): mixed {
        // The SDK reads it at each use of users(), not when a client is made.
        putenv("STREAM_BASE_URL={$connection['baseUrl']}/api");
        $data = array_map(fn (mixed $value) => $value instanceof stdClass ? (array) $value : $value, $data);
        return "Conformance\\Example\\$function"($connection['client'], $userId, ...$data);
    };
}

/** PHP has one empty array for a list and for an object; a user's data is an object. */
function withObject(array $user): array
{
    return ($user['data'] ?? null) === [] ? ['data' => new stdClass()] + $user : $user;
}

(new Kit(
    sdk: ['name' => 'stream-php', 'version' => Constant::VERSION],
    credentials: ['secret'],
    connect: fn (array $client): array => [
        'baseUrl' => $client['baseUrl'],
        'client' => Example\connect($client['baseUrl'], $client['apiKey'], $client['secret']),
    ],
    // No profile: the SDK has no call that asks for follow counts.
    calls: [
        'create' => call('create'),
        'getOrCreate' => call('getOrCreate'),
        'get' => call('get'),
        'update' => call('update'),
        'delete' => call('delete'),
        'reference' => call('reference'),
        'addActivity' => fn (array $connection, string $userId, array $activity): ?array =>
            call('addActivity')($connection, $userId, $activity['verb'], $activity['object']),
        'activities' => call('readFeed'),
    ],
    user: function (array $user): array {
        $shown = [];
        foreach (array_intersect_key(MEMBERS, $user) as $key => $name) {
            $shown[$name] = $user[$key];
        }
        return withObject($shown);
    },
    activity: fn (array $activity): array => array_map(
        fn (mixed $member): mixed => is_array($member) ? withObject($member) : $member,
        array_intersect_key($activity, array_flip(['id', 'actor', 'verb', 'object'])),
    ),
    // The API's code is in the text of the message only. What is no 4xx comes as Guzzle's exception.
    error: fn (Throwable $error): array => match (true) {
        $error instanceof StreamFeedException => ['status' => $error->getCode()],
        $error instanceof BadResponseException => ['status' => $error->getResponse()->getStatusCode()],
        default => [],
    },
))->serve($output);
