// A developer's own hub settings (a key, a store, a port) must not change what a test sees. What tests are told by
// stays: CROSSDOCK_TEST_* and the folder of published schemas.
for (const name of Object.keys(process.env)) {
  const isForTests = name.startsWith('CROSSDOCK_TEST_') || name === 'CROSSDOCK_VENDOR_SPECS'
  if (name.startsWith('CROSSDOCK_') && !isForTests) delete process.env[name]
}
