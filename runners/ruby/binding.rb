# frozen_string_literal: true

# Joins the gem stream-ruby to the driver protocol.

require_relative 'kit'
require_relative 'example'

MEMBERS = { 'id' => :id, 'data' => :data, 'created_at' => :createdAt, 'updated_at' => :updatedAt }.freeze

# The SDK's errors carry no number. Their classes stand for the API's codes; an application reads them off those.
CODES = {
  Stream::StreamApiResponseApiKeyException => 2,
  Stream::StreamApiResponseSignatureException => 3,
  Stream::StreamApiResponseInputException => 4,
  Stream::StreamApiResponseRateLimitReached => 9,
  Stream::StreamApiResponseDoesNotExistException => 16,
  Stream::StreamApiResponseNotAllowedException => 17,
  Stream::StreamApiResponseConflictException => 22
}.freeze

# A client and the server that it is for. The SDK reads STREAM_URL at each use of `users`, not when a client is made.
Connection = Struct.new(:base_url, :client)

def connect(request)
  client = Example.connect(*request.values_at(:baseUrl, :apiKey, :secret))
  Connection.new(request[:baseUrl], client)
end

def call(name)
  lambda do |connection, *arguments|
    ENV['STREAM_URL'] = connection.base_url
    Example.public_send(name, connection.client, *arguments)
  end
end

Driver.new(
  sdk: { name: 'stream-ruby', version: Stream::VERSION },
  credentials: ['secret'],
  connect: method(:connect),
  # No profile: the SDK has no call that asks for follow counts.
  calls: {
    create: call(:create),
    getOrCreate: call(:get_or_create),
    get: call(:get),
    update: call(:update),
    delete: call(:delete),
    reference: call(:reference),
    addActivity: lambda do |connection, user_id, activity|
      call(:add_activity).call(connection, user_id, *activity.values_at('verb', 'object'))
    end,
    activities: call(:read_feed)
  },
  user: ->(user) { user.to_h.slice(*MEMBERS.keys).transform_keys(MEMBERS) },
  activity: ->(activity) { activity.slice('id', 'actor', 'verb', 'object') },
  error: ->(error) { { code: CODES[error.class] } }
).serve
