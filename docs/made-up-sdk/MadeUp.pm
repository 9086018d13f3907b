package MadeUp;

# An SDK for nobody but docs/add-a-language.md. What the API refuses is thrown as a MadeUp::Error.
use strict;
use warnings;
use Digest::SHA qw(hmac_sha256);
use HTTP::Tiny;
use JSON::PP;
use MIME::Base64 qw(encode_base64url);

our $VERSION = '1.2.3';
my $json = JSON::PP->new->utf8->canonical;

sub new {
    my ($class, $api_key, $secret, $base_url) = @_;
    my $token = join '.', map { encode_base64url($json->encode($_)) }
        { alg => 'HS256', typ => 'JWT' }, { resource => '*', action => '*', feed_id => '*' };
    my $headers = {
        'authorization' => $token . '.' . encode_base64url(hmac_sha256($token, $secret)),
        'stream-auth-type' => 'jwt',
        'x-stream-client' => "made-up-perl-$VERSION",
    };
    return bless { users => "$base_url/api/v1.0/user/", query => "?api_key=$api_key", headers => $headers }, $class;
}

sub add_user { my ($self, $id, $data) = @_; return $self->_send('POST', '', { id => $id, data => $data // {} }) }
sub get_user { my ($self, $id) = @_; return $self->_send('GET', "$id/") }
sub delete_user { my ($self, $id) = @_; return $self->_send('DELETE', "$id/") }

sub _send {
    my ($self, $method, $path, $body) = @_;
    my %headers = %{ $self->{headers} };
    $headers{'content-type'} = 'application/json' if $body;
    my $response = HTTP::Tiny->new->request($method, $self->{users} . $path . $self->{query},
        { headers => \%headers, $body ? (content => $json->encode($body)) : () });
    my $answer = $json->decode($response->{content});
    die bless { message => $answer->{detail}, status => $response->{status}, code => $answer->{code} }, 'MadeUp::Error'
        unless $response->{success};
    return $answer;
}

1;
