import { runner, tool } from '../runner.js';

const module = 'github.com/GetStream/stream-go2/v8';

export default runner({
  id: 'go',
  language: 'Go',
  package: module,
  registry: 'the Go module proxy',
  example: 'example.go',
  tools: [tool('go version', '>=1.22', 'Install Go 1.22 or newer from https://go.dev/dl or your package manager.')],
  pinned: { file: 'go.mod', pattern: /github\.com\/GetStream\/stream-go2\/v8 v(\S+)/ },
  identify: { file: 'go.mod', pattern: /^module github\.com\/GetStream\/stream-go2\/v8/m },
  environment: (cache) => ({
    GOMODCACHE: `${cache}/go/mod`,
    GOCACHE: `${cache}/go/build`,
    // -modcacherw lets the cache folder be deleted; -buildvcs=false keeps git, around the cache folder, out of the build.
    GOFLAGS: '-mod=readonly -modcacherw -buildvcs=false',
    GOWORK: 'off',
    // No C compiler, and no other Go than the one that is installed.
    CGO_ENABLED: '0',
    GOTOOLCHAIN: 'local',
  }),

  async versions({ $, version }) {
    const list = $`go list -m -versions -f ${'{{join .Versions " "}}'} ${module}`;
    const { stdout } = await list.nothrow(version !== undefined);
    const listed = [...stdout.matchAll(/v(\S+)/g)].map(([, found = '']) => found);
    if (version && !listed.includes(version)) {
      // A proxy also hands out what it does not list: any commit, and every release where it lists none.
      const one = await $`go list -m ${module}@v${version}`.nothrow(listed.length > 0);
      if (one.ok) listed.push(version);
    }
    return listed;
  },

  async install({ $, version, checkout }) {
    if (version) await $`go get ${module}@v${version}`;
    if (checkout) {
      await $`go mod edit -replace=${module}=${checkout}`;
      await $`go mod tidy`;
    }
    await $`go build -o driver .`;
  },
  driver: ['./driver'],
});
