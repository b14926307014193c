/** Facts of every record that are numbers, as the API calls them. */
export const NUMBER_FACTS = [
  "seconds",
  "sample_rate",
  "channels",
  "loudness_lufs",
  "peak_dbfs",
  "clipped_share",
  "silence_share",
  "bandwidth_hz",
] as const;
