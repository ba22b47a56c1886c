"""Files of threads: each opens its own, and keeps no more than it may."""

import threading

from raster_pipeline.io.thread_files import ThreadFiles


class File:
    def __init__(self):
        self.closed = 0

    def close(self):
        self.closed += 1


def test_a_thread_gets_its_own_file_and_gets_it_again():
    made = []

    def opened():
        made.append(File())
        return (made[-1],)

    with ThreadFiles() as files:
        own = files.handle(0, opened)
        assert files.handle(0, opened) is own
        other = []
        thread = threading.Thread(target=lambda: other.append(files.handle(0, opened)))
        thread.start()
        thread.join()
        assert other[0] is not own
    assert [one.closed for one in made] == [1, 1]


def test_the_file_not_read_for_longest_is_closed_first():
    files = ThreadFiles(2)
    pairs = {}

    def read(key):
        def opened():
            pairs[key] = (File(), File())
            return pairs[key]

        return files.handle(key, opened)

    a = read("a")
    read("b")
    assert read("a") is a
    read("c")
    assert [one.closed for one in pairs["b"]] == [1, 1]
    assert [one.closed for one in pairs["a"]] == [0, 0]
    assert read("b").closed == 0
    files.close()
    assert all(one.closed == 1 for pair in pairs.values() for one in pair)
