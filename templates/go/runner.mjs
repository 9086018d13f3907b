/** How my-sdk is installed, and how its driver starts. docs/add-a-language.md of sdk-conformance tells all there is. */
export default {
  id: 'my-sdk',
  language: 'Go',
  package: 'my-sdk',
  registry: 'the Go module proxy',
  /** The file that reports show: once there is one, the example code. */
  example: 'binding.go',
  tools: [
    {
      command: ['go', 'version'],
      version: '>=1.22',
      remedy: 'Install Go 1.22 or newer from https://go.dev/dl or your package manager.',
    },
  ],
  environment: (cache) => ({
    GOMODCACHE: `${cache}/go/mod`,
    GOCACHE: `${cache}/go/build`,
    // -modcacherw lets the cache folder be deleted; -buildvcs=false keeps git, around the cache folder, out of the build.
    GOFLAGS: '-modcacherw -buildvcs=false',
    CGO_ENABLED: '0',
  }),
  /** Is also given a `version`, which takes `versions` to be named, or a `checkout`, which takes `identify`. */
  async install({ $ }) {
    await $`go build -o driver .`;
  },
  driver: ['./driver'],
};
