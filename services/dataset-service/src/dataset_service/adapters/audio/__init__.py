"""The audio engine: decode, analyse, peaks, playback files, spectrogram tiles, and the processes that do
it."""
