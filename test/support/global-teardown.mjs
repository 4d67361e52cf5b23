export default async function tearDown() {
  await Promise.all((globalThis.testServices ?? []).map((service) => service.stop()));
}
