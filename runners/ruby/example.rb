# frozen_string_literal: true

require 'stream'

# The users API in Ruby: the gem stream-ruby.
module Example
  module_function

  # Makes a client; STREAM_URL sends it to another server than the vendor's.
  def connect(base_url, api_key, secret)
    ENV['STREAM_URL'] = base_url
    Stream::Client.new(api_key, secret)
  end

  # Adds a user; an id that is taken is an error.
  def create(client, user_id, data = nil)
    client.users.add(user_id, data: data)
  end

  # Adds a user, or returns the one that is there.
  def get_or_create(client, user_id, data = nil)
    client.users.add(user_id, data: data, get_or_create: true)
  end

  # Retrieves a user.
  def get(client, user_id)
    client.users.get(user_id)
  end

  # Replaces a user's data.
  def update(client, user_id, data = nil)
    client.users.update(user_id, data: data)
  end

  # Deletes a user.
  def delete(client, user_id)
    client.users.delete(user_id)
  end

  # Adds an activity to a user's own feed: what the user does to another.
  def add_activity(client, user_id, verb, object_id)
    actor, object = [user_id, object_id].map { |id| client.users.create_reference(id) }
    client.feed('user', user_id).add_activity(actor: actor, verb: verb, object: object)
  end

  # Reads a user's own feed, newest first; enriched, with users in the places of their references.
  def read_feed(client, user_id, enrich)
    client.feed('user', user_id).get(enrich: enrich)['results']
  end

  # Returns the text by which activities refer to a user; makes no request.
  def reference(client, user_id)
    client.users.create_reference(user_id)
  end
end
