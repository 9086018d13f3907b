# frozen_string_literal: true

require 'json'
require 'time'

# Standard output belongs to the protocol: what else is printed goes to standard error.
OUTPUT = $stdout.dup.binmode
$stdout.reopen($stderr)

# The driver protocol, version 2, for a driver in Ruby: one line of JSON in, one line out. It knows no SDK.
#
# A binding requires this file before its SDK, because that sends what the SDK prints to standard error, and serves
# what joins its SDK to the protocol:
#
#   Driver.new(
#     sdk: { name: 'my-sdk', version: MySdk::VERSION },
#     credentials: ['secret'],
#     connect: ->(client) { MySdk::Client.new(client[:apiKey], client[:secret], url: client[:baseUrl]) },
#     calls: { get: ->(client, user_id) { client.get_user(user_id) } },
#     user: ->(user) { { id: user.id, data: user.data } },
#     error: ->(error) { { status: error.status } }
#   ).serve
#
# sdk::         its name, and the version of the installed gem, read at run time
# credentials:: what connect can make a client with: secret, userToken or both
# connect::     makes a client of the members name, baseUrl, apiKey and secret or userToken
# calls::       what the SDK can do, by the protocol's names; each takes the client, the user's id and, if it is given,
#               the call's other argument
# user::        renames the members of a user that a call returned; none is added
# activity::    the same for an activity, where there are calls that give some: id, actor, verb, object
# error::       tells the status and code that an application reads off an error, where it can
#
# What connect and the calls raise is the SDK's error; what the others raise is the driver's own.
Driver = Struct.new(:sdk, :credentials, :connect, :calls, :user, :activity, :error, keyword_init: true) do
  def initialize(**parts)
    super
    @clients = {}
    @lock = Mutex.new
  end

  # Serves the protocol until the input ends.
  def serve
    $stdin.set_encoding(Encoding::UTF_8)
    while (line = $stdin.gets("\n"))
      request = JSON.parse(line, max_nesting: false)
      # Read twice, because an SDK may write into what it is given.
      given = JSON.parse(line, max_nesting: false)
      response = request.key?('hello') ? hello : { done: answer_all(request['do'].zip(given['do'])) }
      OUTPUT.write("#{JSON.generate(response, max_nesting: 0)}\n")
      OUTPUT.flush
    end
  end

  private

  def hello
    { hello: 2, sdk: sdk, runtime: "Ruby #{RUBY_VERSION}", calls: calls.keys, credentials: credentials,
      concurrent: true, tellsChanges: true }
  end

  def answer_all(requests)
    requests.map { |request, given| Thread.new { answer(request, given) } }.map(&:value)
  end

  def answer(request, given)
    call = request['call'].to_sym
    return { driverError: "This driver has no call #{call}." } unless calls.key?(call)

    data = request['args']['data']
    told = outcome(call, request)
    data == given['args']['data'] ? told : { **told, changed: to_json_value(data) }
  rescue StandardError, SystemStackError => e
    { driverError: utf8(e.full_message(highlight: false)) }
  end

  def outcome(call, request)
    begin
      result = perform(call, request['client'], request['args'])
    rescue StandardError => e
      return { error: describe(e) }
    end
    { ok: value(call, result) }
  end

  def perform(call, client, args)
    connected = client_for(client.transform_keys(&:to_sym))
    user_id = args.delete('userId')
    calls[call].call(connected, user_id, *args.values)
  end

  # The client of that name, made when it is first used.
  def client_for(request)
    @lock.synchronize { @clients[request[:name]] ||= connect.call(request) }
  end

  def value(call, result)
    case call
    when :delete then nil
    when :reference then { reference: to_json_value(result) }
    when :addActivity then { activity: members(activity.call(result)) }
    when :activities then { activities: list(result) }
    else { user: members(result.nil? ? {} : user.call(result)) }
    end
  end

  # None where the SDK gives no list.
  def list(result)
    result.map { |one| members(activity.call(one)) } if result.is_a?(Array)
  end

  def members(told)
    told.to_h { |name, member| [name, show(name, member)] }
  end

  def show(name, member)
    %i[createdAt updatedAt].include?(name) && member.is_a?(Time) ? member.getutc.iso8601(9) : to_json_value(member)
  end

  def describe(problem)
    numbers = error.call(problem).slice(:status, :code).select { |_, number| number.is_a?(Integer) }
    { type: problem.class.name, message: utf8(problem.message), **numbers }
  end

  # The value as JSON can carry it.
  def to_json_value(value)
    return value.map { |member| to_json_value(member) } if value.is_a?(Array)
    return value.transform_values { |member| to_json_value(member) } if json_object?(value)

    json?(value) ? value : { '$native' => value.class.name, text: utf8(value.to_s) }
  end

  # A Hash with a symbol for a name is read otherwise than one with text.
  def json_object?(value)
    value.is_a?(Hash) && value.keys.all?(String)
  end

  def json?(value)
    case value
    when Float then value.finite?
    when String then value == utf8(value)
    when nil, true, false, Integer then true
    end
  end

  def utf8(text)
    text.dup.force_encoding(Encoding::UTF_8).scrub
  end
end
