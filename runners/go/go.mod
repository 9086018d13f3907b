module sdk-conformance/runners/go

go 1.22

require github.com/GetStream/stream-go2/v8 v8.9.0

require (
	github.com/fatih/structs v1.1.0 // indirect
	github.com/golang-jwt/jwt/v4 v4.5.0 // indirect
	github.com/mitchellh/mapstructure v1.5.0 // indirect
)
