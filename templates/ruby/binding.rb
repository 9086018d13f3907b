# frozen_string_literal: true

# Joins my-sdk to the driver protocol, which kit.rb speaks.

require_relative 'kit' # first, because it keeps what the SDK prints off standard output

Driver.new(
  # The version is to be read from the installed gem.
  sdk: { name: 'my-sdk', version: '0.0.0' },
  # What a client can be made with: secret, userToken or both.
  credentials: ['secret'],
  # Makes a client of baseUrl, an origin without a path, apiKey and secret. What is given stands for the SDK's own.
  connect: ->(client) { client },
  # What the SDK can do of create, getOrCreate, get, profile, update, delete, reference, setUser, addActivity and
  # activities. The text that refers to a user is the first, because it sends no request.
  calls: { reference: ->(_client, user_id) { "SU:#{user_id}" } },
  # The user that a call returned, renamed: id, data, createdAt, updatedAt.
  user: ->(user) { user },
  # The status and the code that an application can read off the error.
  error: ->(_error) { {} }
).serve
