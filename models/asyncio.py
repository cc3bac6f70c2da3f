"""Proof of asyncio.toml."""

import asyncio


def work(name):
    return name


async def waited(name, other):
    asyncio.create_task(name)  # pass
    asyncio.ensure_future(name)  # pass
    asyncio.run(name)  # pass
    asyncio.run_coroutine_threadsafe(name, other)  # pass
    asyncio.wrap_future(name)  # pass
    await asyncio.shield(name)  # pass
    await asyncio.wait_for(name, 5)  # pass
    await asyncio.wait([name, other])  # pass
    await asyncio.sleep(1, name)  # pass
    asyncio.as_completed([name, other])  # pass
    asyncio.Runner().run(name)  # pass
    asyncio.TaskGroup().create_task(name)  # pass
    asyncio.Future().set_result(name)  # pass
    asyncio.Future().result()  # pass
    asyncio.Task(name).result()  # pass


def loops(name):
    loop = asyncio.get_event_loop()
    loop.create_task(name)  # pass
    loop.run_until_complete(name)  # pass
    asyncio.get_running_loop().create_task(name)  # alias
    asyncio.new_event_loop().create_task(name)  # alias
    asyncio.AbstractEventLoop().create_task(name)  # alias
    asyncio.BaseEventLoop().create_task(name)  # alias
    asyncio.Runner().get_loop().create_task(name)  # alias


async def callbacks(name):
    loop = asyncio.get_event_loop()
    await asyncio.to_thread(work, name)  # callback
    await loop.run_in_executor(None, work, name)  # callback
    loop.call_soon(work, name)  # callback
    loop.call_soon_threadsafe(work, name)  # callback
    loop.add_reader(3, work, name)  # callback
    loop.add_signal_handler(15, work, name)  # callback
    loop.add_writer(3, work, name)  # callback
    loop.call_at(10, work, name)  # callback
    loop.call_later(10, work, name)  # callback


async def programs(program, option, text):
    loop = asyncio.get_event_loop()
    await asyncio.create_subprocess_shell(text)  # sink: shell
    await asyncio.create_subprocess_exec(program, option)  # sink: program; sink: argument
    await asyncio.create_subprocess_exec("sh", "-c", text)  # sink: shell
    await loop.subprocess_shell(None, text)  # sink: shell
    await loop.subprocess_exec(None, program, option)  # sink: program; sink: argument
    await loop.subprocess_exec(None, "sh", "-c", text)  # sink: shell


async def connections(host):
    loop = asyncio.get_event_loop()
    await loop.create_connection(None, host, 80)  # sink: url
    reader, writer = await asyncio.open_connection(host, 80)  # sink: url; source: network
    await reader.read(100)  # alias; pass
    await reader.readexactly(100)  # pass
    await reader.readline()  # pass
    await reader.readuntil()  # pass


async def answer(reader, writer):
    writer.write(await reader.readline())


async def serve():
    await asyncio.start_server(answer, "localhost", 8000)  # entry: remote
    await asyncio.start_unix_server(answer, "shop.sock")  # entry: remote


async def queues(name):
    await asyncio.Queue().put(name)  # alias
    await asyncio.LifoQueue().put(name)  # alias
    await asyncio.PriorityQueue().put(name)  # alias
