module my-sdk/driver

go 1.22
