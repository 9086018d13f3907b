<?php

declare(strict_types=1);

// Joins my-sdk to the driver protocol, which kit.php speaks.

require 'kit.php'; // first, because it keeps what the SDK prints off standard output

(new Conformance\Kit(
    // The version is to be read from the installed package.
    sdk: ['name' => 'my-sdk', 'version' => '0.0.0'],
    // What a client can be made with: secret, userToken or both.
    credentials: ['secret'],
    // Makes a client of baseUrl, an origin without a path, apiKey and secret. What is given stands for the SDK's own.
    connect: fn (array $client): array => $client,
    // What the SDK can do of create, getOrCreate, get, profile, update, delete, reference, setUser, addActivity and
    // activities. The text that refers to a user is the first, because it sends no request.
    calls: ['reference' => fn (array $client, string $userId): string => "SU:{$userId}"],
    // The user that a call returned, renamed: id, data, createdAt, updatedAt.
    user: fn (array $user): array => $user,
    // The status and the code that an application can read off the error.
    error: fn (Throwable $error): array => ['status' => $error->getCode()],
))->serve($output);
