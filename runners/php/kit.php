<?php

declare(strict_types=1);

namespace Conformance;

use DateTimeInterface;
use stdClass;
use Throwable;

// Standard output belongs to the protocol: what else is printed goes to standard error, whose duplicate takes the
// lowest number that is free, which is the one that was just closed.
$output = fopen('php://fd/1', 'wb');
fclose(STDOUT);
$printed = fopen('php://stderr', 'wb');

/**
 * The driver protocol, version 2, for a driver in PHP: one line of JSON in, one line out. It knows no SDK.
 *
 * A binding requires this file before its SDK, and serves what joins its SDK to the protocol:
 *
 *     (new Kit(
 *         sdk: ['name' => 'my-sdk', 'version' => Client::VERSION],
 *         credentials: ['secret'],
 *         connect: fn (array $client) => new Client($client['baseUrl'], $client['apiKey'], $client['secret']),
 *         calls: ['get' => fn (Client $client, string $userId) => $client->getUser($userId)],
 *         user: fn (array $user) => ['id' => $user['id'], 'data' => $user['data']],
 *         error: fn (Throwable $error) => ['status' => $error->getCode()],
 *     ))->serve($output);
 *
 * The calls of one line are made in turn. An object in the data is an array, or a stdClass where an array would be
 * sent as a list, as it would where it is empty: so an application writes them.
 */
final class Kit
{
    private array $clients = [];

    /**
     * What connect and the calls throw is the SDK's error; what the others throw is the driver's own.
     *
     * @param array $sdk its name, and the version of the installed package, read at run time
     * @param string[] $credentials what connect can make a client with: secret, userToken or both
     * @param callable $connect makes a client of name, baseUrl, apiKey and secret or userToken
     * @param callable[] $calls what the SDK can do, by the protocol's names, of client, user id and what else is given
     * @param callable $user renames the members of a user that a call returned; none is added
     * @param callable $error tells the status and code that an application reads off an error, where it can
     * @param ?callable $activity the same as $user for an activity, where there are calls that give some
     */
    public function __construct(
        private array $sdk,
        private array $credentials,
        private $connect,
        private array $calls,
        private $user,
        private $error,
        private $activity = null
    ) {
    }

    /** Serves the protocol until the input ends, by the $output of this file. */
    public function serve($output): void
    {
        $hello = ['hello' => 2, 'sdk' => $this->sdk, 'runtime' => 'PHP ' . PHP_VERSION, 'concurrent' => false,
            'calls' => array_keys($this->calls), 'credentials' => $this->credentials];
        while (($line = fgets(STDIN)) !== false) {
            $request = json_decode($line, false, 1 << 30, JSON_THROW_ON_ERROR);
            $response = isset($request->hello) ? $hello : ['done' => array_map([$this, 'answer'], $request->do)];
            fwrite($output, json_encode($response, JSON_THROW_ON_ERROR | JSON_PRESERVE_ZERO_FRACTION, 1 << 30) . "\n");
            fflush($output);
        }
    }

    private function answer(stdClass $request): array
    {
        $call = $this->calls[$request->call] ?? null;
        if ($call === null) {
            return ['driverError' => "This driver has no call {$request->call}."];
        }
        try {
            try {
                $client = $this->clients[$request->client->name] ??= ($this->connect)((array) $request->client);
                $args = array_map([self::class, 'fromJson'], (array) $request->args);
                $other = array_values(array_diff_key($args, ['userId' => '']));
                $result = $call($client, $args['userId'], ...$other);
            } catch (Throwable $error) {
                return ['error' => $this->describe($error)];
            }
            return ['ok' => $this->value($request->call, $result)];
        } catch (Throwable $fault) {
            return ['driverError' => self::utf8((string) $fault)];
        }
    }

    private function describe(Throwable $error): array
    {
        $numbers = array_intersect_key(($this->error)($error), ['status' => 0, 'code' => 0]);
        $described = ['type' => get_class($error), 'message' => self::utf8($error->getMessage())];
        return $described + array_filter($numbers, 'is_int');
    }

    private function value(string $call, mixed $result): ?array
    {
        return match ($call) {
            'delete' => null,
            'reference' => ['reference' => self::toJson($result)],
            'addActivity' => ['activity' => self::toJson($result === null ? (object) [] : ($this->activity)($result))],
            'activities' => ['activities' => is_array($result) ? self::toJson(array_map($this->activity, $result)) : null],
            default => ['user' => self::showUser($result === null ? [] : ($this->user)($result))],
        };
    }

    private static function showUser(array $user): stdClass
    {
        foreach (['createdAt', 'updatedAt'] as $name) {
            if (($user[$name] ?? null) instanceof DateTimeInterface) {
                $user[$name] = gmdate('Y-m-d\TH:i:s', $user[$name]->getTimestamp()) . $user[$name]->format('.u\Z');
            }
        }
        return (object) array_map([self::class, 'toJson'], $user);
    }

    private static function fromJson(mixed $value): mixed
    {
        if (!is_array($value) && !$value instanceof stdClass) {
            return $value;
        }
        $members = array_map([self::class, 'fromJson'], (array) $value);
        $isList = array_keys($members) === array_keys(array_keys($members));
        return $value instanceof stdClass && $isList ? (object) $members : $members;
    }

    /** The value as JSON can carry it. */
    private static function toJson(mixed $value): mixed
    {
        if (is_array($value) || $value instanceof stdClass) {
            $members = array_map([self::class, 'toJson'], (array) $value);
            return is_array($value) ? $members : (object) $members;
        }
        $isText = is_string($value) && mb_check_encoding($value, 'UTF-8');
        if ($value === null || is_bool($value) || is_int($value) || is_float($value) && is_finite($value) || $isText) {
            return $value;
        }
        return ['$native' => get_debug_type($value), 'text' => self::utf8(print_r($value, true))];
    }

    private static function utf8(string $text): string
    {
        return mb_convert_encoding($text, 'UTF-8', 'UTF-8');
    }
}
