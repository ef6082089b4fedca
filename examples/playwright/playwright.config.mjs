/** Playwright starts the server with demo people, waits until it can answer, and stops it after the last test. */
export default {
  webServer: {
    command: 'npx proficio serve --dev --data .proficio',
    url: 'http://localhost:8080/health/ready',
    reuseExistingServer: !process.env.CI,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
  },
  use: {
    baseURL: 'http://localhost:8080',
    // Pages that use https meet the development certificate.
    ignoreHTTPSErrors: true,
  },
};
